"""The payment page: documents, means, last click; with and without JavaScript (clauses 2e, 4.1b)."""

import pytest

from phoenix.kernel import clock
from phoenix.legal.models import Acceptance
from phoenix.orders.models import Order
from phoenix.payments import checkout, rules
from phoenix.payments.models import Attempt, Payment, PaymentMethod
from phoenix.standing import noticing
from tests import payment_world as world
from tests.gateways.fixtures import CARDS, GOOD_IBAN
from tests.payment_world import (  # noqa: F401
    _front,
    at,
    click,
    front,
    localstripe_base,
    read,
    shop,
)

JSON = {"Accept": "application/json"}


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def bought(lyon):
    return world.order(lyon, world.plan())


@pytest.fixture
def client(shop, lyon):  # noqa: F811
    browser = shop.test_client()
    world.sign_in(browser, lyon)
    return browser


def card_in_page(client, order, front, number=CARDS["good"], **answers):  # noqa: F811
    """What payment.js does with a card: prepare, Stripe, confirm."""
    told = click(client, order, "/moyen").get_json()
    world.browser_card(front.base, told["client_secret"], number, **answers)
    return click(client, order, setup=told["setup"])


def test_the_page_shows_documents_total_and_what_the_click_means(client, bought):
    text, _token = read(client, bought)
    assert "/fr-fr/conditions/1" in text
    assert "pas de droit de rétractation" in text
    assert "exécution commence aussitôt" in text
    assert "obligation de payer" in text
    assert "Confirmer et payer" in text
    assert "JavaScript est désactivé" in text
    assert 'name="iban"' not in text  # it never comes to us


def test_only_stripes_script_is_allowed_besides_ours(client, bought, front):  # noqa: F811
    policy = client.get(at(bought)).headers["Content-Security-Policy"]
    assert f"script-src 'self' {front.base}" in policy
    assert f"connect-src 'self' {front.base}" in policy
    assert "unsafe" not in policy


def test_a_card_pays(client, bought, front):  # noqa: F811
    answer = card_in_page(client, bought, front)
    assert answer.get_json() == {"redirect": f"/fr-fr/commande/{bought.number}"}
    assert Payment.get().state == rules.SUCCEEDED
    kept = Acceptance.get(Acceptance.order_id == bought.id)
    assert kept.address == "127.0.0.1"
    assert client.get(f"/fr-fr/commande/{bought.number}").status_code == 200


def test_a_debit_pays_and_keeps_the_words_of_its_mandate(client, bought, front):  # noqa: F811
    told = click(client, bought, "/moyen", means="sepa").get_json()
    world.browser_iban(front.base, told["client_secret"], GOOD_IBAN)
    click(client, bought, setup=told["setup"], means="sepa")
    method = PaymentMethod.get()
    assert method.kind == "sepa"
    assert "huit semaines" in method.mandate.text


@pytest.mark.parametrize("step", ["/moyen", "/confirmation"])
def test_nothing_happens_without_the_documents(client, bought, step):
    answer = click(client, bought, step, documents=[])
    assert answer.status_code == 422
    assert "Cochez chaque document" in answer.get_json()["errors"]["documents"][0]
    assert Order.get_by_id(bought.id).state == "prepared"
    assert Attempt.select().count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"means": "gold"}, "Choisissez un moyen"),
        ({"means": "stored-999999"}, "Choisissez un moyen"),
        ({"means": "stored-x"}, "Choisissez un moyen"),
        ({"means": "card", "setup": "seti_unknown"}, "ne répond pas"),
        ({"means": "card", "setup": "é" * 300}, ""),
        ({"documents": ["x"]}, ""),
        ({"documents": ["999999999999999999999999"]}, "Cochez"),
    ],
)
def test_bad_input_is_answered_in_words(client, bought, fields, words):
    answer = click(client, bought, **fields)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True) or words in str(answer.get_json())
    assert Payment.select().count() == 0


def test_another_customers_card_cannot_be_chosen(client, bought, shop, front):  # noqa: F811
    stranger = world.person(world.organisation("fr", "Une autre"))
    card = world.card(stranger, front)
    assert click(client, bought, means=f"stored-{card.id}").status_code == 422


def test_another_customers_order_does_not_exist(client, shop):  # noqa: F811
    stranger = world.person(world.organisation("fr", "Une autre"))
    order = world.order(stranger, world.plan())
    for step in ("", "/etat"):
        assert client.get(at(order, step)).status_code == 404


def test_a_declined_card_is_told_and_another_pays(client, bought, front):  # noqa: F811
    refused = card_in_page(client, bought, front, CARDS["declined at charge"])
    assert refused.status_code == 402
    assert "Votre banque a refusé le paiement" in refused.get_json()["errors"]["means"][0]
    text, _token = read(client, bought)
    assert "Le paiement n’a pas abouti" in text
    assert 'value="card" required checked' in text and text.count("checked") == 1  # the refused one is not proposed again

    assert card_in_page(client, bought, front).get_json()["redirect"].endswith(bought.number)
    assert Payment.get().state == rules.SUCCEEDED


def test_authentication_goes_through_the_page(client, bought, front):  # noqa: F811
    told = card_in_page(client, bought, front, CARDS["3-D Secure"]).get_json()
    world.browser_authenticates(front.base, told["authenticate"])
    _text, token = read(client, bought)
    back = client.post(told["back"], data={"csrf_token": token}, headers=JSON)
    assert back.get_json()["redirect"] == f"/fr-fr/commande/{bought.number}"


def test_authentication_refused_is_told(client, bought, front):  # noqa: F811
    told = card_in_page(client, bought, front, CARDS["3-D Secure"]).get_json()
    world.browser_authenticates(front.base, told["authenticate"], success=False)
    _text, token = read(client, bought)
    back = client.post(told["back"], data={"csrf_token": token}, headers=JSON)
    assert back.status_code == 402
    assert "authentification" in back.get_json()["errors"]["means"][0]


def test_back_and_reload_after_paying_show_the_confirmation(client, bought, front):  # noqa: F811
    assert client.get(at(bought)).headers["Cache-Control"] == "no-store"  # Back asks the server
    card_in_page(client, bought, front)
    page = client.get(at(bought))
    assert (page.status_code, page.headers["Location"]) == (303, f"/fr-fr/commande/{bought.number}")


def test_two_tabs_pay_once(client, bought, front):  # noqa: F811
    before = len(front.charges())
    first = click(client, bought, "/moyen").get_json()
    second = click(client, bought, "/moyen").get_json()
    _text, token = read(client, bought)
    form = {"csrf_token": token, "documents": world.version_ids(bought), "means": "card"}
    for told in (first, second):
        world.browser_card(front.base, told["client_secret"], CARDS["good"])
        answer = client.post(at(bought, "/confirmation"), data={**form, "setup": told["setup"]}, headers=JSON)
        assert answer.get_json() == {"redirect": f"/fr-fr/commande/{bought.number}"}
    assert len(front.charges()) == before + 1


def test_a_lost_answer_leads_to_a_page_that_waits(client, bought, front):  # noqa: F811
    front.fault("/v1/payment_intents", "lost")
    told = card_in_page(client, bought, front).get_json()
    assert told["redirect"].endswith("/paiement/etat")
    page = client.get(told["redirect"])
    assert "Ne payez pas une deuxième fois" in page.get_data(as_text=True)
    assert client.get(at(bought)).headers["Location"] == told["redirect"]


def test_stripe_out_of_reach_is_told_and_nothing_is_bound(client, bought, front):  # noqa: F811
    front.fault("/v1/", "500")
    answer = click(client, bought, "/moyen")
    assert answer.status_code == 503
    assert "Rien n’a été débité" in answer.get_json()["errors"]["means"][0]
    assert Order.get_by_id(bought.id).state == "prepared"


def test_without_javascript_a_stored_card_pays(client, lyon, bought, front):  # noqa: F811
    card = world.card(lyon, front)
    text, _token = read(client, bought)
    assert "Visa •••• 4242" in text
    answer = click(client, bought, headers={}, means=f"stored-{card.id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/fr-fr/commande/{bought.number}")
    assert Payment.get().state == rules.SUCCEEDED


def test_without_javascript_a_new_card_is_explained(client, bought):
    answer = click(client, bought, headers={})
    assert answer.status_code == 422
    assert "JavaScript" in answer.get_data(as_text=True)
    assert Order.get_by_id(bought.id).state == "prepared"


def test_a_changed_price_is_shown_before_anything(client, bought, front):  # noqa: F811
    line = bought.lines.get()
    world.set_price(line.plan, 30_00, clock.today("Europe/Paris"))
    assert card_in_page(client, bought, front).get_json()["redirect"] == f"/fr-fr/commande/{bought.number}/changements"
    assert Payment.select().count() == 0


def test_the_other_countrys_page_sends_to_the_right_one(client, bought):
    answer = client.get(at(bought, market="en-ma"))
    assert answer.headers["Location"] == at(bought, market="en-fr")


def test_an_unconfirmed_address_does_not_pay(client, lyon, bought):
    lyon.email_confirmed_at = None
    lyon.save()
    assert client.get(at(bought)).headers["Location"] == "/fr-fr/commande"


def test_morocco_has_cards_only(shop, front):  # noqa: F811
    casablanca = world.person(world.organisation("ma", "Dar Al Nour"))
    order = world.order(casablanca, world.plan())
    browser = shop.test_client()
    world.sign_in(browser, casablanca)
    text = browser.get(at(order, market="fr-ma")).get_data(as_text=True)
    assert 'value="sepa"' not in text
    assert 'value="card"' in text


@pytest.mark.parametrize("stop", (noticing.suspend_for_fraud, noticing.close_for_fraud))
def test_an_account_that_staff_stop_during_the_last_click_orders_nothing(client, lyon, bought, front, monkeypatch, stop):  # noqa: F811
    card, found = world.card(lyon, front), checkout.stored_method

    def meanwhile(*which):
        stop(lyon.organisation, "Identité usurpée.")
        return found(*which)

    monkeypatch.setattr(checkout, "stored_method", meanwhile)
    answer = click(client, bought, means=f"stored-{card.id}")
    assert answer.get_json()["redirect"].startswith(f"/fr-fr/commande/{bought.number}/")
    assert Order.get_by_id(bought.id).confirmed_at is None and not Attempt.select().exists()
