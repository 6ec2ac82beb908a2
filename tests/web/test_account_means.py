"""My Account › means of payment: show, add, replace, revoke; somebody else's do not exist."""

import re

import pytest

from phoenix.payments import means
from phoenix.payments.models import Mandate, PaymentMethod
from tests import payment_world as world
from tests.gateways.fixtures import CARDS, GOOD_IBAN
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401

HERE = "/fr-fr/compte/paiement"
JSON = {"Accept": "application/json"}


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def client(shop, lyon):  # noqa: F811
    browser = shop.test_client()
    world.sign_in(browser, lyon)
    return browser


def post(client, step, headers=None, **fields):
    text = client.get(HERE).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text)[1]
    return client.post(HERE + step, data={"csrf_token": token, **fields}, headers=headers or {})


def test_a_card_is_added_and_pays_the_next_due_dates(client, lyon, front):  # noqa: F811
    told = post(client, "/preparation", JSON, means="card").get_json()
    world.browser_card(front.base, told["client_secret"], CARDS["good"])
    answer = post(client, "/ajout", JSON, means="card", setup=told["setup"])
    assert answer.get_json() == {"redirect": HERE}
    assert "Visa •••• 4242" in client.get(HERE).get_data(as_text=True)
    assert means.for_collection(lyon.organisation_id, "EUR").last4 == "4242"


def test_an_account_is_added_with_its_mandate_shown(client, front):  # noqa: F811
    told = post(client, "/preparation", JSON, means="sepa").get_json()
    world.browser_iban(front.base, told["client_secret"], GOOD_IBAN)
    post(client, "/ajout", JSON, means="sepa", setup=told["setup"])
    text = client.get(HERE).get_data(as_text=True)
    assert Mandate.get().reference in text
    assert "huit semaines" in text


def test_the_customer_chooses_which_card_pays_next(client, lyon, front):  # noqa: F811
    first, second = world.card(lyon, front), world.card(lyon, front)
    means.choose(second)
    post(client, f"/{first.id}/choix")
    assert means.for_collection(lyon.organisation_id, "EUR") == first


def test_a_mandate_is_revoked_and_stays_in_sight(client, lyon, front):  # noqa: F811
    account = world.account(lyon, front)
    assert post(client, f"/{account.id}/retrait").status_code == 303
    text = client.get(HERE).get_data(as_text=True)
    assert (Mandate.get().status, "Anciens mandats" in text) == ("revoked", True)
    assert means.stored(lyon.organisation_id) == []


def test_somebody_elses_means_do_not_exist(client, front):  # noqa: F811
    card = world.card(world.person(world.organisation("fr", "Une autre")), front)
    for step in ("choix", "retrait"):
        assert post(client, f"/{card.id}/{step}").status_code == 404
    assert PaymentMethod.get().removed_at is None


def test_without_javascript_it_is_explained(client):
    answer = post(client, "/ajout", means="card")
    assert answer.status_code == 422
    assert "JavaScript" in answer.get_data(as_text=True)


@pytest.mark.parametrize("fields", [{"means": "gold"}, {"means": "card", "setup": "seti_x"}])
def test_bad_input_is_422(client, fields):
    assert post(client, "/ajout", JSON, **fields).status_code == 422


def test_dirhams_have_no_mandate(shop):  # noqa: F811
    casablanca = world.person(world.organisation("ma", "Dar Al Nour"))
    browser = shop.test_client()
    world.sign_in(browser, casablanca)
    assert 'value="sepa"' not in browser.get("/fr-ma/compte/paiement").get_data(as_text=True)
