"""Paying in a real browser: cards, 3-D Secure, SEPA, refusals, Back, two tabs (clauses 4.1b, 6.1)."""

import re

import pytest

from tests.journeys import steps

PASSWORD = "Phenix-Demo-2026"
THANKS = "Merci, votre commande est payée"


def about_to_pay(visit, name="lyon", market="fr-fr", **options):
    """A demo customer on the payment page of a new order."""
    page = visit(**options)
    steps.sign_in(page, market, name, PASSWORD)
    steps.add_to_cart(page, market, steps.PREMIUM)
    steps.order(page, market)
    return page


def pay(page, number=steps.CARD):
    """Tick the terms, type a card, click."""
    steps.accept_terms(page)
    steps.type_card(page, number)
    steps.last_click(page)


def thanked(page) -> str:
    """The number of the order that is paid now."""
    number = steps.paid(page)
    assert page.inner_text("h1") == THANKS
    return number


def orders_of(page) -> list[str]:
    """The numbers in My Account, newest first."""
    steps.go(page, "/fr-fr/compte/commandes")
    return page.locator("main tbody th").all_inner_texts()


def invoices_of(page, order: str) -> set[str]:
    """The invoice numbers shown on an order's page."""
    steps.go(page, f"/fr-fr/compte/commandes/{order}")
    return set(re.findall(r"PAF-\d+", page.inner_text("#order-documents")))


def test_lyon_by_card_with_3d_secure_then_back(visit):
    page = about_to_pay(visit)
    paying = page.url
    pay(page, steps.CARD_3DS)
    steps.authenticate(page)
    number = thanked(page)
    page.goto(paying)
    assert steps.CONFIRMED.search(page.url)
    page.go_back()
    page.go_forward()
    assert "/paiement" not in page.url
    assert len(invoices_of(page, number)) == 1


def test_lyon_by_sepa_debit(visit):
    page = about_to_pay(visit)
    steps.accept_terms(page)
    steps.type_iban(page, "FR14 2004 1010 0505 0001 3M02 605")
    steps.last_click(page)
    page.locator("#iban-error", has_text="faute de frappe").wait_for()
    steps.type_iban(page, "MA64 0115 1900 0001 2050 0053 4921")
    steps.last_click(page)
    page.locator("#iban-error", has_text="hors de la zone SEPA").wait_for()
    steps.type_iban(page)
    steps.last_click(page)
    steps.paid(page)
    assert page.inner_text("h1").startswith("Merci")
    steps.see(page, "paid-by-debit")


@pytest.mark.parametrize("declined", (steps.CARD_DECLINED, "4000000000000002"))
def test_a_declined_card_then_another(visit, declined):
    page = about_to_pay(visit)
    pay(page, declined)
    page.locator("#payment-problem").get_by_text("Votre banque a refusé").wait_for()
    steps.see(page, f"declined-{declined}")
    pay(page)
    assert len(invoices_of(page, thanked(page))) == 1


def test_authentication_refused_then_given(visit):
    page = about_to_pay(visit, width=390)
    pay(page, steps.CARD_3DS)
    steps.authenticate(page, 1, "Fail authentication")
    page.locator("#payment-problem").get_by_text("authentification").wait_for()
    steps.last_click(page)
    steps.authenticate(page)
    thanked(page)


def test_forgotten_box_and_empty_card_are_told_beside_the_fields(visit):
    page = about_to_pay(visit, width=390)
    page.check("#means-card")
    steps.last_click(page)
    page.locator("#documents-error").get_by_text("Cochez chaque document").wait_for()
    steps.accept_terms(page)
    steps.last_click(page)
    page.locator("#card-error").get_by_text("Complétez").wait_for()
    steps.see(page, "forgotten")


def test_a_double_click_and_two_tabs_pay_once(visit):
    page = about_to_pay(visit)
    other = page.context.new_page()
    other.problems = []
    other.goto(page.url)
    for tab in (page, other):
        steps.accept_terms(tab)
        steps.type_card(tab)
    page.locator("#payment-form button[type=submit]").dblclick()
    steps.last_click(other)
    number = thanked(page)
    assert thanked(other) == number
    assert orders_of(page).count(number) == 1
    assert len(invoices_of(page, number)) == 1
