"""The link of a letter ends offers in one click, for people and for mail programs (clause 10.1, RFC 8058)."""

from __future__ import annotations

import pytest
from tests import builders
from tests.filled import see
from tests.web.accounts.people import customer, sign_in

from phoenix.accounts import preferences
from phoenix.accounts.models import ContactPreference, Person
from phoenix.accounts.session import Visit
from phoenix.kernel.markets import MARKETS
from phoenix.prospecting import links, opposition
from phoenix.prospecting.models import Interest, Opposition

NOWHERE = Visit("", "")
FR = MARKETS["fr-fr"]


@pytest.fixture
def claire(app):
    person = customer()
    preferences.choose(person, {"email": True, "sms": True}, "preferences", NOWHERE)
    return person


def link(person, channel="email"):
    return links.unsubscribe_url(person, channel, FR).removeprefix("http://localhost")


def test_a_person_sees_one_button_and_nothing_happens_before(client, claire):
    page = see(client, link(claire))
    assert page.heading == "Ne plus recevoir nos offres" and claire.email not in page.text
    assert preferences.allows(claire, "email")
    done = page.submit("/desabonnement/")
    assert "C’est fait" in done.text and not preferences.allows(claire, "email")


def test_a_mail_program_needs_neither_session_nor_token_of_a_form(client, claire):
    answer = client.post(
        link(claire), data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    )
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert not preferences.allows(claire, "email") and preferences.allows(claire, "sms")


def test_twice_is_once(client, claire):
    for _ in range(2):
        client.post(link(claire), data={"List-Unsubscribe": "One-Click"})
    refused = ContactPreference.select().where(ContactPreference.channel == "email", ~ContactPreference.allowed)
    assert [(row.source, row.address) for row in refused] == [("link", "127.0.0.1")]
    assert Opposition.select().count() == 1


def test_the_link_works_for_ever_and_after_the_account(client, claire):
    address, path = claire.email, link(claire)
    Person.delete().execute()
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert opposition.is_opposed("email", address)
    assert "C’est fait" in see(client, path).text


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("token", ["x", "W10.abc", "{}", "é"])
def test_a_forged_link_ends_nothing(client, claire, method, token):
    forged = link(claire)[:-4] + "aaaa"
    for address in (f"/fr-fr/desabonnement/{token}", forged):
        assert getattr(client, method)(address).status_code == 404
    assert preferences.allows(claire, "email")


def test_the_link_of_one_purpose_serves_no_other(client, claire):
    token = link(claire).rsplit("/", 1)[1]
    assert client.get(f"/fr-fr/offre/{token}").status_code == 404


def test_my_account_shows_where_each_choice_was_made(client, claire):
    client.post(link(claire))
    sign_in(client, claire)
    page = see(client, "/fr-fr/compte/preferences")
    assert "par le lien d’un e-mail" in page.text and "dans vos préférences" in page.text


def test_opening_an_offer_is_kept_for_consenters_only(client, claire):
    product = builders.plan(100, commitment="one_off", billing="once").product
    path = links.offer_url(claire, product.slug, FR).removeprefix("http://localhost")
    opened = client.get(path)
    assert opened.status_code == 302 and opened.headers["Location"] == f"/fr-fr/catalogue/{product.slug}"
    assert not Interest.select().exists()
    preferences.choose(claire, {"profiling": True}, "preferences", NOWHERE)
    client.get(path)
    assert (Interest.get().kind, Interest.get().person_id) == ("clicked", claire.id)


def test_browsing_is_kept_for_consenters_only_and_gone_with_the_consent(client, claire):
    plans = [builders.plan(100 + number, commitment="one_off", billing="once") for number in range(2)]
    sign_in(client, claire)
    client.get(f"/fr-fr/catalogue/{plans[0].product.slug}")
    assert not Interest.select().exists()
    see(client, "/fr-fr/compte/preferences").submit("/preferences", profiling="y")
    for _ in range(2):
        client.get(f"/fr-fr/catalogue/{plans[1].product.slug}")
    assert (Interest.get().product_id, Interest.get().count) == (plans[1].product_id, 2)
    overview = see(client, "/fr-fr/compte")
    assert "Pour vous" in overview.text and plans[1].product.slug in overview.response.text
    see(client, "/fr-fr/compte/preferences").submit("/preferences", profiling=None)
    assert not Interest.select().exists() and "Pour vous" not in see(client, "/fr-fr/compte").text


def test_a_visitor_who_is_not_signed_in_has_no_profile(client, claire):
    preferences.choose(claire, {"profiling": True}, "preferences", NOWHERE)
    client.get(f"/fr-fr/catalogue/{builders.plan(100, commitment='one_off', billing='once').product.slug}")
    assert not Interest.select().exists()
