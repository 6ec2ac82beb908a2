"""The cookie banner: asked until answered, refusing as easy as accepting, kept as proof (clause 8a)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.filled import see, send
from tests.web.accounts.people import customer, sign_in

from phoenix.archive.service import entries_about
from phoenix.consent import rules, service
from phoenix.consent.models import CookieChoice
from phoenix.kernel import clock

CHOSEN = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
BANNER = 'id="cookie-banner"'
HERE = {"Referer": "http://localhost/fr-fr/a-propos?x=1", "Sec-Fetch-Site": "same-origin"}


def asked(client, address="/fr-fr/"):
    return BANNER in client.get(address).text


def answer(client, act, **headers):
    return client.post(f"/fr-fr/cookies/{act}", headers={**HERE, **headers})


def set_cookies(response):
    return {line.split("=", 1)[0]: line for line in response.headers.getlist("Set-Cookie")}


@pytest.mark.parametrize("address", ["/fr-fr/", "/fr-fr/catalogue", "/en-ma/contact", "/fr-fr/cookies", "/fr-fr/nulle-part"])
def test_a_visitor_without_a_choice_is_asked(client, address):
    assert asked(client, address)


def test_the_three_ways_have_the_same_weight(client):
    banner = client.get("/fr-fr/").text.split(BANNER)[1].split("</section>")[0]
    assert re.findall(r'<(?:button|a) class="button"', banner) == ['<button class="button"'] * 2 + ['<a class="button"']


@pytest.mark.parametrize(("act", "kinds"), [("accepter", {"technical", "statistics"}), ("refuser", set())])
def test_an_answer_leads_back_and_ends_the_question(client, act, kinds):
    response = answer(client, act)
    assert (response.status_code, response.headers["Location"]) == (303, "/fr-fr/a-propos?x=1")
    assert not asked(client)
    row = CookieChoice.get()
    assert {kind for kind in rules.KINDS if getattr(row, kind)} == kinds


def test_refusing_sets_the_choice_and_nothing_else(client):
    kept = set_cookies(answer(client, "refuser"))
    assert set(kept) == {rules.COOKIE, *rules.not_allowed(frozenset())}
    assert all("Max-Age=0" in line for name, line in kept.items() if name != rules.COOKIE)
    assert "HttpOnly" in kept[rules.COOKIE] and "SameSite=Lax" in kept[rules.COOKIE]
    assert "Set-Cookie" not in client.get("/fr-fr/").headers


def test_a_plain_visit_sets_nothing(client):
    for address in ("/fr-fr/", "/fr-fr/catalogue", "/fr-fr/conditions", "/fr-fr/cookies/choix"):
        assert "phoenix_" not in str(client.get(address).headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(
    "referer", ["https://elsewhere.example/fr-fr/", "", "http://localhost/fr-fr/cookies/refuser", "http://localhost//evil.example"]
)
def test_nobody_is_sent_anywhere_but_to_a_page_of_ours(client, referer):
    response = answer(client, "refuser", Referer=referer)
    assert response.headers["Location"] == "/fr-fr/"


def test_the_proof_says_what_was_shown_and_from_where(client):
    with clock.frozen(CHOSEN):
        client.post(
            "/en-ma/cookies/refuser", headers={**HERE, "User-Agent": "Lynx"}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
        )
        page = see(client, "/en-ma/cookies/choix")
    row = CookieChoice.get()
    assert (row.act, row.address, row.user_agent, row.at) == ("refuse", "192.0.2.7", "Lynx", CHOSEN)
    assert row.text.language == "en" and "Refuse all" in row.text.text and row.text.version == rules.VERSION
    assert row.proof in page.text


def test_the_archive_keeps_each_choice_without_naming_the_browser(client):
    answer(client, "accepter")
    (entry,) = entries_about("pa-fr", [f"cookies:{CookieChoice.get().proof}"])
    content = json.loads(entry.content)
    assert content["kinds"] == ["statistics", "technical"] and content["text"] == CookieChoice.get().text.sha256
    assert "127.0.0.1" in entry.detail and "127.0.0.1" not in entry.content


def test_proofs_leave_after_five_years_and_the_archive_forgets_from_where(client):
    with clock.frozen(CHOSEN):
        answer(client, "refuser")
    proof = CookieChoice.get().proof
    with clock.frozen(CHOSEN + service.PROOF_KEPT):
        assert service.forget_old_proofs() == 0
    with clock.frozen(CHOSEN + service.PROOF_KEPT + timedelta(seconds=1)):
        assert service.forget_old_proofs() == 1
    (entry,) = entries_about("pa-fr", [f"cookies:{proof}"])
    assert entry.detail is None and not CookieChoice.select().exists()


def test_kinds_are_chosen_one_by_one_and_changed_later(client):
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    page = see(client, "/fr-fr/cookies/choix")
    page.submit("/cookies/choix", technical="y")
    page = see(client, "/fr-fr/cookies/choix")
    assert page.form("/cookies/choix")["values"].get("technical") == "y"
    page.submit("/cookies/choix", technical=None, statistics="y")
    first, second = CookieChoice.select().order_by(CookieChoice.id)
    assert (first.technical, first.statistics, first.replaces) == (True, False, None)
    assert (second.technical, second.statistics, second.replaces) == (False, True, first.proof)


def test_the_choice_is_asked_anew_after_six_months(client):
    with clock.frozen(CHOSEN):
        answer(client, "accepter")
    with clock.frozen(rules.expires(CHOSEN) - timedelta(seconds=1)):
        assert not asked(client)
    with clock.frozen(rules.expires(CHOSEN)):
        assert asked(client)


def test_each_page_leads_to_the_choice(client):
    assert 'href="/fr-fr/cookies/choix"' in client.get("/fr-fr/contact").text.split("<footer")[1]


def test_htmx_gets_the_banner_only_and_nothing_typed_is_lost(client):
    response = answer(client, "refuser", **{"HX-Request": "true"})
    assert response.status_code == 200 and "<html" not in response.text
    assert CookieChoice.get().proof in response.text and rules.COOKIE in set_cookies(response)


def test_a_stranger_site_cannot_choose_for_the_visitor(client):
    response = client.post("/fr-fr/cookies/accepter", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403 and not CookieChoice.select().exists()


def test_who_is_signed_in_chooses_with_their_token(app, client):
    sign_in(client, customer())
    page = see(client, "/fr-fr/contact")
    assert BANNER in client.get("/fr-fr/contact").text
    assert send(client, "/fr-fr/cookies/refuser", {}).status == 403
    page.submit("/cookies/refuser")
    assert CookieChoice.select().count() == 1 and not asked(client, "/fr-fr/contact")


def test_the_banner_works_on_the_page_that_begins_the_session(client):
    page = client.get("/fr-fr/contact")
    assert "phoenix=" in str(page.headers.getlist("Set-Cookie"))
    assert answer(client, "refuser").status_code == 303


def test_a_forged_cookie_only_asks_again(client):
    for value in ("x", "1-99999999999-ts-AAAAAAAAAAAA", "1-1-ts-<script>", "9" * 4000):
        client.set_cookie(rules.COOKIE, value)
        assert asked(client)


def test_kept_pages_differ_by_the_choice_and_by_nothing_else(app, client):
    plain = app.test_client().get("/fr-fr/").text
    answer(client, "refuser")
    for _ in range(3):
        refused, fresh = client.get("/fr-fr/").text, app.test_client().get("/fr-fr/").text
        assert BANNER not in refused and fresh == plain and BANNER in fresh
    kept = app.extensions["pages"]
    (page,) = [page for key, page in kept.pages.items() if key[1] == "/fr-fr/"]
    assert set(page.whole) == {"", "chosen"}


def test_a_kept_page_never_sets_a_cookie(app, client):
    answer(client, "refuser")
    for visitor in (client, app.test_client()):
        for _ in range(2):
            assert "Set-Cookie" not in visitor.get("/fr-fr/a-propos").headers


def test_cookies_no_longer_allowed_leave_at_the_next_page(client):
    client.set_cookie("phoenix_vus", "microsoft-365")
    client.set_cookie("phoenix_visite", "1-1-1")
    client.get("/fr-fr/a-propos")
    assert client.get_cookie("phoenix_vus") is None and client.get_cookie("phoenix_visite") is None
