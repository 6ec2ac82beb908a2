"""Paying in a real browser: cards, 3-D Secure, SEPA, refusals, Back, two tabs (clauses 4.1b, 6.1)."""

import re

import pytest

PASSWORD = "Phenix-Demo-2026"
CONFIRMATION = re.compile(r"/commande/[A-Z]+-\d{4}-\d+$")
OFFER = "catalogue/microsoft-365-business-premium"


def signed_in(visit, name="lyon", market="fr-fr", **options):
    page = visit(**options)
    page.goto(f"/{market}/connexion")
    page.fill("main input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/compte")
    return page


def order(page, market="fr-fr"):
    """From the catalogue to the payment page; its address."""
    page.goto(f"/{market}/{OFFER}")
    with page.expect_response(lambda answer: answer.url.endswith("/panier/lignes")):
        page.locator("form[action*=panier] button[type=submit]").first.click()
    page.goto(f"/{market}/commande")
    page.locator("main form[action$='/commande'] button[type=submit]").click()
    page.wait_for_url("**/paiement")
    return page.url


def type_card(page, number):
    for box in page.locator("input[name=documents]").all():
        box.check()
    page.check("#means-card")
    fields = page.locator("#card-field input")
    for position, value in enumerate((number, "12", "34", "123", "69002")):
        fields.nth(position).fill(value)


def last_click(page):
    page.click("#payment-form button[type=submit]")


def confirmed(page):
    page.wait_for_url(CONFIRMATION)
    assert page.problems == []
    return page.inner_text("h1")


def authenticate(page, answer="Complete authentication"):
    page.get_by_role("button", name=answer).click()


def test_lyon_by_card_with_3d_secure_then_back(visit):
    page = signed_in(visit)
    paying = order(page)
    type_card(page, "4000002500003155")
    last_click(page)
    authenticate(page)
    authenticate(page)
    assert confirmed(page) == "Merci, votre commande est payée"
    page.goto(paying)
    assert CONFIRMATION.search(page.url)
    page.go_back()
    page.go_forward()
    assert "/paiement" not in page.url


def test_lyon_by_sepa_debit(visit):
    page = signed_in(visit)
    order(page)
    page.check("#means-sepa")
    page.check("input[name=documents]")
    page.fill("#iban", "FR14 2004 1010 0505 0001 3M02 605")
    last_click(page)
    page.get_by_text("faute de frappe").first.wait_for()
    page.fill("#iban", "MA64 0115 1900 0001 2050 0053 4921")
    last_click(page)
    page.get_by_text("hors de la zone SEPA").first.wait_for()
    page.fill("#iban", "FR14 2004 1010 0505 0001 3M02 606")
    last_click(page)
    assert confirmed(page).startswith("Merci")


def test_casablanca_by_card(visit):
    page = signed_in(visit, "casablanca", "fr-ma")
    order(page, "fr-ma")
    assert page.locator("#means-sepa").count() == 0
    type_card(page, "4242424242424242")
    last_click(page)
    assert confirmed(page) == "Merci, votre commande est payée"


@pytest.mark.parametrize("number", ["4000000000000341", "4000000000000002"])
def test_a_declined_card_then_another(visit, number):
    page = signed_in(visit)
    order(page)
    type_card(page, number)
    last_click(page)
    page.locator("#payment-problem").get_by_text("Votre banque a refusé").wait_for()
    type_card(page, "4242424242424242")
    last_click(page)
    assert confirmed(page) == "Merci, votre commande est payée"


def test_authentication_refused_then_given(visit):
    page = signed_in(visit)
    order(page)
    type_card(page, "4000002500003155")
    last_click(page)
    authenticate(page, "Fail authentication")
    page.locator("#payment-problem").get_by_text("authentification").wait_for()
    last_click(page)
    authenticate(page)
    authenticate(page)
    assert confirmed(page) == "Merci, votre commande est payée"


def test_forgotten_box_and_empty_card_are_told_beside_the_fields(visit):
    page = signed_in(visit)
    order(page)
    page.check("#means-card")
    last_click(page)
    page.locator("#documents-error").get_by_text("Cochez chaque document").wait_for()
    page.check("input[name=documents]")
    last_click(page)
    page.locator("#card-error").get_by_text("Complétez").wait_for()


def test_a_double_click_and_two_tabs_pay_once(visit):
    page = signed_in(visit)
    paying = order(page)
    other = page.context.new_page()
    other.problems = []
    other.goto(paying)
    for tab in (page, other):
        type_card(tab, "4242424242424242")
    page.locator("#payment-form button[type=submit]").dblclick()
    last_click(other)
    assert confirmed(page) == confirmed(other) == "Merci, votre commande est payée"
    number = page.url.rsplit("/", 1)[1]
    page.goto("/fr-fr/compte/factures")
    page.goto(f"/fr-fr/commande/{number}")
    assert page.get_by_text(re.compile(r"^Facture PAF-")).count() <= 1


def test_english_pages_pay_too(visit):
    page = signed_in(visit, market="en-fr")
    order(page, "en-fr")
    assert page.locator("html").get_attribute("lang") == "en"
    type_card(page, "4242424242424242")
    last_click(page)
    assert confirmed(page)


def test_without_javascript_everything_up_to_card_entry_works(visit):
    page = signed_in(visit, "casablanca", "fr-ma", javascript=False)
    order(page, "fr-ma")
    assert page.get_by_text("JavaScript est désactivé").is_visible()
    page.check("input[name=documents]")
    page.check("#means-card")
    last_click(page)
    assert page.get_by_text("demande que JavaScript soit activé").first.is_visible()
