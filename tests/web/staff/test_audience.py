"""The staff see the audience by day; their own browsers do not count."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from tests.filled import see
from tests.web.staff.people import staff

from phoenix.audience import counting, rules
from phoenix.kernel import clock

DAY = date(2026, 11, 26)
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def test_sales_see_pages_sites_and_words_with_the_table_of_the_bars(client):
    counting.write(
        Counter(
            {
                (DAY, rules.VIEW, "/fr-fr/catalogue"): 1234,
                (DAY, rules.REFERRER, "annuaire.example"): 5,
                (DAY, rules.NOTHING_FOUND, "photoshop"): 2,
                (DAY, rules.VISIT, rules.RETURNING): 1,
            }
        )
    )
    with clock.frozen(NOON):
        staff(client, "sales")
        page = see(client, "/equipe/audience?jours=7")
    for words in ("1 234", "/fr-fr/catalogue", "annuaire.example", "photoshop", "Visiteurs de retour", "26/11/2026"):
        assert words in page.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert page.response.text.count("<rect") == 7


def test_nonsense_in_the_address_shows_the_usual_month(client):
    staff(client, "sales")
    for asked in ("0", "x", "99999999"):
        page = client.get(f"/equipe/audience?jours={asked}")
        assert page.status_code == 200 and page.text.count("<rect") == 30


def test_translators_do_not_see_it(client):
    staff(client, "translator")
    assert client.get("/equipe/audience").status_code == 403


def test_a_browser_of_the_staff_is_marked_once_and_asked_for_no_cookies(client):
    staff(client, "sales")
    page = client.get("/equipe")
    assert client.get_cookie(rules.STAFF_COOKIE) and 'id="cookie-banner"' not in page.text
    assert rules.STAFF_COOKIE not in str(client.get("/equipe").headers.getlist("Set-Cookie"))


def test_a_stranger_at_the_door_is_not(client):
    client.get("/equipe/connexion")
    assert client.get_cookie(rules.STAFF_COOKIE) is None
