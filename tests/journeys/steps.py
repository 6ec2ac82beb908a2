"""What a customer does, one function a step: the journeys read as sentences."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.companies import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PICTURES = os.environ.get("PHOENIX_TEST_PICTURES")
CONFIRMED = re.compile(r"/commande/(C[FM]-\d{4}-\d+)$")
PREMIUM = "microsoft-365-business-premium"
MIGRATION = "migration-vers-microsoft-365"
CARD = "4242424242424242"
CARD_3DS = "4000002500003155"
CARD_DECLINED = "4000000000000341"
IBAN = "FR14 2004 1010 0505 0001 3M02 606"


def see(page: Page, name: str) -> None:
    """Nothing broke on this page; with PHOENIX_TEST_PICTURES set, its picture is kept there."""
    assert page.problems == []
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"]
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def go(page: Page, path: str) -> None:
    """Open an address of the shop; it answers 200."""
    answer = page.goto(path)
    assert answer.status == 200, f"{path}: {answer.status}"


def add_to_cart(page: Page, market: str, slug: str, quantity: int = 1, plan: int = 0) -> None:
    """Put an offer into the cart, by its product page."""
    go(page, f"/{market}/catalogue/{slug}?quantity={quantity}")
    page.locator("button[name=plan_id]").nth(plan).click()
    page.wait_for_url(f"**/{market}/panier")


def fill_form(page: Page, values: dict[str, str]) -> None:
    """Type into the fields of the page's form, by their names."""
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def write_review(page: Page, here: str, slug: str, title: str = "Simple et rapide") -> str:
    """A review of what was bought, today, under the initials; its reference."""
    go(page, f"{here}/nouveau?product={slug}")
    page.locator("[name=rating][value='4']").check()
    fill_form(page, {"title": title, "body": "Tout était en place en une matinée."})
    fill_form(page, {"experienced_on": page.locator("[name=experienced_on]").get_attribute("max")})
    page.locator("[name=shown_as][value=initials]").check()
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(re.compile(rf"{here}/A-"))
    return page.url.rsplit("/", 1)[1]


def sign_up(page: Page, market: str, company: dict[str, str], back_to: str = "") -> None:
    """Fill the sign-up form, declare the power to bind, send; the mailbox page comes."""
    if back_to:
        go(page, back_to)
        page.locator("main a[href*='/inscription']").first.click()
    else:
        go(page, f"/{market}/inscription")
    fill_form(page, company)
    page.check("[name=power_to_bind]")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/inscription/courrier")


def confirm_address(page: Page, mailbox, company: dict[str, str], subject: str = "") -> None:
    """Open the mail's link and click: the account is open and signed in."""
    _, text = mailbox(company["email"], subject)
    page.goto(re.search(r"http://[^\s\"<]+/inscription/confirmation/[^\s\"<]+", text)[0])
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url(lambda address: "/confirmation/" not in address)


def sign_in(page: Page, market: str, name: str, password: str = PASSWORD) -> None:
    """Sign in with a username or an address."""
    go(page, f"/{market}/connexion")
    fill_form(page, {"name": name, "password": password})
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/compte")


def order(page: Page, market: str) -> str:
    """Review, then « Commander »; the address of the payment page."""
    go(page, f"/{market}/commande")
    page.locator("main form[action$='/commande'] button[type=submit]").click()
    page.wait_for_url("**/paiement")
    return page.url


def accept_terms(page: Page) -> None:
    """Tick every document that the payment page asks for."""
    for box in page.locator("input[type=checkbox][name=documents]").all():
        box.check()


def type_card(page: Page, number: str = CARD) -> None:
    """Choose a new card and type it into the fields of Stripe.js."""
    page.check("#means-card")
    fields = page.locator("#card-field input")
    for place, value in enumerate((number, "12", "34", "123", "69002")):
        fields.nth(place).fill(value)


def type_iban(page: Page, iban: str = IBAN) -> None:
    """Choose the debit and type the IBAN."""
    page.check("#means-sepa")
    page.fill("#iban", iban)


def last_click(page: Page) -> None:
    """« Confirmer et payer »."""
    page.locator("#payment-form button[type=submit]").click()


def authenticate(page: Page, times: int = 2, answer: str = "Complete authentication") -> None:
    """Answer the simulated bank: once to keep the card, once to charge it."""
    for _ in range(times):
        page.get_by_role("button", name=answer).click()


def paid(page: Page) -> str:
    """The confirmation page came without any error; the order's number."""
    page.wait_for_url(CONFIRMED)
    assert page.problems == []
    return CONFIRMED.search(page.url)[1]


def pay_by_card(page: Page, market: str, number: str = CARD) -> str:
    """From the cart to the confirmation page by a new card; the order's number."""
    order(page, market)
    accept_terms(page)
    type_card(page, number)
    last_click(page)
    return paid(page)
