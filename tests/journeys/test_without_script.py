"""Without JavaScript: everything but typing a new card, and even paying by one already known."""

from __future__ import annotations

from tests.journeys import steps
from tests.journeys.companies import company_in_casablanca


def to_the_payment_page(page, mailbox, company) -> None:
    """Search, compare, change a quantity, sign up, review, « Commander »: plain forms and links."""
    steps.go(page, "/fr-ma/")
    page.fill("#site-search", "busines premum")
    page.press("#site-search", "Enter")
    page.get_by_role("link", name="Microsoft 365 Business Premium", exact=True).first.click()
    page.locator("button[name=plan_id]").first.click()
    page.fill(".order-line input[name=quantity]", "7")
    page.locator(".order-line-update").click()
    assert page.input_value(".order-line input[name=quantity]") == "7"
    steps.sign_up(page, "fr-ma", company, back_to="/fr-ma/commande")
    steps.confirm_address(page, mailbox, company)
    steps.order(page, "fr-ma")


def test_everything_up_to_card_entry_works(visit, mailbox):
    page = visit(javascript=False)
    to_the_payment_page(page, mailbox, company_in_casablanca())
    assert page.get_by_text("JavaScript est désactivé").is_visible()
    steps.accept_terms(page)
    page.check("#means-card")
    steps.last_click(page)
    assert page.get_by_text("demande que JavaScript soit activé").first.is_visible()
    steps.see(page, "without-script")


def test_a_card_already_known_pays_without_script(visit, mailbox):
    page, company = visit(), company_in_casablanca()
    steps.sign_up(page, "fr-ma", company)
    steps.confirm_address(page, mailbox, company)
    steps.add_to_cart(page, "fr-ma", steps.MIGRATION)
    first = steps.pay_by_card(page, "fr-ma")
    plain = visit(javascript=False)
    steps.sign_in(plain, "fr-ma", company["username"])
    steps.add_to_cart(plain, "fr-ma", steps.MIGRATION)
    steps.order(plain, "fr-ma")
    steps.accept_terms(plain)
    plain.locator("input[name=means]").first.check()
    steps.last_click(plain)
    assert steps.paid(plain) != first
