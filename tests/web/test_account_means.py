"""My Account › means of payment: show, add, replace, revoke; somebody else's do not exist."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from phoenix.kernel import clock
from phoenix.payments import means, notices
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


def test_a_browser_with_a_long_name_may_give_a_mandate(client, front):  # noqa: F811
    told = post(client, "/preparation", JSON, means="sepa").get_json()
    world.browser_iban(front.base, told["client_secret"], GOOD_IBAN)
    post(client, "/ajout", {**JSON, "User-Agent": "x" * 900}, means="sepa", setup=told["setup"])
    assert len(Mandate.get().user_agent) == Mandate.user_agent.max_length


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


def page_of(client) -> str:
    return client.get(HERE).get_data(as_text=True)


def test_the_mandate_is_shown_whole_with_what_it_will_debit(client, lyon, front):  # noqa: F811
    account = world.account(lyon, front)
    today = clock.today("Europe/Paris")
    for day, minor in ((30, 29_664), (31, 30_000)):  # the amount changed: announced again
        notices.announce("CF-2026-000001-1:2027-01-31", "Microsoft 365", account.mandate, minor, today + timedelta(days=day), today)
    text = page_of(client)
    for shown in (account.mandate.reference, "FR •••• 2606", "Atelier Lumière", "Actif", "J’autorise.", "300,00", "abonnement CF-2026-000001-1"):
        assert shown in text, shown
    assert "296,64" not in text
    assert "Dernier prélèvement" not in text  # there was none yet


def test_a_new_mandate_takes_the_place_of_the_old_one_once_that_is_confirmed(client, lyon, front):  # noqa: F811
    old = world.account(lyon, front)
    text = client.get(f"{HERE}?remplace={old.id}").get_data(as_text=True)
    assert "Remplacer Compte bancaire FR •••• 2606" in text
    assert re.search(r'value="sepa" required checked', text)
    told = post(client, "/preparation", JSON, means="sepa").get_json()
    world.browser_iban(front.base, told["client_secret"], world.OTHER_IBAN)
    answer = post(client, f"/ajout?remplace={old.id}", JSON, means="sepa", setup=told["setup"]).get_json()
    question = client.get(answer["redirect"]).get_data(as_text=True)
    assert "Révoquer l’ancien mandat" in question and old.mandate.reference in question
    assert Mandate.get_by_id(old.mandate.id).status == "active"
    assert means.for_collection(lyon.organisation_id, "EUR") != old
    post(client, f"/{old.id}/retrait")
    assert Mandate.get_by_id(old.mandate.id).status == "revoked"


@pytest.mark.parametrize("asked", ["x", "999999", "99999999999999999999", "²"])
def test_replacing_nothing_of_ones_own_is_adding(client, asked):
    assert "Ajouter un moyen de paiement" in client.get(f"{HERE}?remplace={asked}").get_data(as_text=True)


def test_before_it_is_done_it_says_what_pays_next(client, lyon, front):  # noqa: F811
    card, account = world.card(lyon, front), world.account(lyon, front)
    means.choose(account)

    def told(method) -> str:
        return client.get(f"{HERE}/{method.id}/retrait").get_data(as_text=True)

    assert "seront prélevées ainsi\u00a0: Visa •••• 4242" in told(account)
    assert "rien ne change pour elles" in told(card)
    means.revoke(card)
    assert "Plus aucun moyen de paiement" in told(account)
    assert PaymentMethod.get_by_id(account.id).removed_at is None  # asking did nothing


def test_what_nothing_can_pay_is_told(client, lyon, front):  # noqa: F811
    card = world.card(lyon, front)
    world.pay(world.order(lyon, world.plan()), lyon, card)
    assert "Rien ne peut payer" not in page_of(client)
    text = client.get(f"{HERE}/{card.id}/retrait").get_data(as_text=True)
    assert "Votre abonnement continue et ses échéances restent dues" in text
    means.revoke(card)
    assert "Rien ne peut payer vos prochaines échéances" in page_of(client)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime(2034, 10, 5, tzinfo=UTC), None),
        (datetime(2034, 11, 5, tzinfo=UTC), "Expire le mois prochain"),
        (datetime(2034, 12, 5, tzinfo=UTC), "Expire à la fin de ce mois"),
        (datetime(2035, 1, 5, tzinfo=UTC), "Expirée"),
    ],
)
def test_a_card_about_to_expire_is_marked(shop, lyon, front, day, words):  # noqa: F811
    world.card(lyon, front)  # 12/2034
    browser = shop.test_client()
    with clock.frozen(day):
        world.sign_in(browser, lyon)
        text = page_of(browser)
    found = re.findall(r"Expire le mois prochain|Expire à la fin de ce mois|Expirée", text)
    assert found == ([words] if words else [])


def test_the_same_account_given_in_its_own_place_replaces_nothing(client, lyon, front):  # noqa: F811
    old = world.account(lyon, front)
    told = post(client, "/preparation", JSON, means="sepa").get_json()
    world.browser_iban(front.base, told["client_secret"], GOOD_IBAN)
    answer = post(client, f"/ajout?remplace={old.id}", JSON, means="sepa", setup=told["setup"]).get_json()
    assert answer["redirect"].endswith("/compte/paiement")
    assert Mandate.select().count() == 1 and Mandate.get().status == "active"
