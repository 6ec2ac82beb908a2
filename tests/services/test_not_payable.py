"""An order that cannot be invoiced or charged is refused before it binds (clauses 4.1b, 6.2a)."""

import dataclasses

import pytest
from tests.payment_world import (  # noqa: F401
    _front,
    account,
    at,
    card,
    front,
    localstripe_base,
    order,
    organisation,
    pay,
    person,
    plan,
    read,
    shop,
    sign_in,
)

from phoenix.invoices.models import Invoice
from phoenix.kernel import sellers
from phoenix.orders.models import CONFIRMED, PAID, PREPARED, Order
from phoenix.payments.models import Attempt
from phoenix.payments.obstacles import AMOUNT, SELLER, NotPayable
from phoenix.payments.service import NotPayableBy

WHOLE = {"siret": "89195326700012", "vat_on_debits": False}


@pytest.fixture
def production(shop):  # noqa: F811
    """The real shop, its sellers as the code knows them."""
    before, known = shop.config["SETTINGS"], dict(sellers.SELLERS)
    shop.config["SETTINGS"] = dataclasses.replace(before, production=True)
    yield shop
    shop.config["SETTINGS"] = before
    sellers.SELLERS.update(known)


def test_no_charge_while_the_seller_lacks_legal_facts(production, front):  # noqa: F811
    by = person(organisation())
    of, method = order(by, plan()), card(by, front)
    with pytest.raises(NotPayable) as refusal:
        pay(of, by, method)
    assert refusal.value.args == (SELLER,)
    assert Order.get_by_id(of.id).state == PREPARED
    assert not Attempt.select().exists()


def test_the_page_says_so_and_shows_no_button(production, front):  # noqa: F811
    by = person(organisation())
    of = order(by, plan())
    client = production.test_client()
    sign_in(client, by)
    answer = client.get(at(of))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Nous ne pouvons pas encore émettre la facture" in text
    assert "Confirmer et payer" not in text
    for step in ("/moyen", "/confirmation"):
        token = _token(client)
        answer = client.post(at(of, step), data={"csrf_token": token}, headers={"Accept": "application/json"})
        assert answer.status_code == 422
        assert "émettre la facture" in answer.get_json()["errors"]["means"][0]


def test_facts_entered_after_the_review_are_on_the_invoice(production, front):  # noqa: F811
    by = person(organisation())
    of, method = order(by, plan()), card(by, front)
    sellers.complete("pa-fr", WHOLE)
    pay(of, by, method)
    assert Order.get_by_id(of.id).state == PAID
    assert "89195326700012" in Invoice.get().facts


def test_no_debit_without_the_creditor_identifier(production, front):  # noqa: F811
    sellers.complete("pa-fr", WHOLE)
    by = person(organisation())
    of, method = order(by, plan()), account(by, front)
    with pytest.raises(NotPayableBy):
        pay(of, by, method)
    client = production.test_client()
    sign_in(client, by)
    text, _token_shown = read(client, of)
    assert 'value="sepa"' not in text
    assert "10 000" not in text
    assert 'value="sepa"' not in client.get("/fr-fr/compte/paiement").get_data(as_text=True)


def test_a_sum_that_stripe_never_takes_does_not_bind(shop, front):  # noqa: F811
    by = person(organisation())
    of, method = order(by, plan(euros=4_000_00), 300), card(by, front)
    with pytest.raises(NotPayable) as refusal:
        pay(of, by, method)
    assert refusal.value.args == (AMOUNT,)
    assert Order.get_by_id(of.id).state != CONFIRMED


def _token(client) -> str:
    page = client.get("/fr-fr/compte/preferences").get_data(as_text=True)
    return page.split('name="csrf_token" value="')[1].split('"')[0]
