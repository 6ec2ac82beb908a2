"""An invoice that the shop could not collect, paid in a real browser: with the bank, by link, otherwise (clauses 3.3c, 6.1)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.journeys import steps
from tests.journeys.companies import company_in_lyon
from tests.journeys.looks import look


@pytest.fixture(scope="module")
def owing(chromium, shop, mailbox, instance):
    """A customer who bought with a card for which the bank asks each time, and owes a seat more."""
    company = company_in_lyon()
    context = chromium.new_context(base_url=shop, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.problems = []
    steps.sign_up(page, "fr-fr", company)
    steps.confirm_address(page, mailbox, company)
    steps.add_to_cart(page, "fr-fr", steps.PREMIUM, 3)
    steps.order(page, "fr-fr")
    steps.accept_terms(page)
    steps.type_card(page, steps.CARD_3DS)
    steps.last_click(page)
    steps.authenticate(page)
    steps.paid(page)
    context.close()

    def due() -> tuple[dict, str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHOENIX_")}
        command = [sys.executable, "-m", "tests.journeys.due", company["email"]]
        told = subprocess.run(
            command, cwd=steps.ROOT, env={**kept, "PHOENIX_INSTANCE": str(instance)}, check=True, timeout=60, capture_output=True, text=True
        )
        number, token = told.stdout.split()
        return company, number, token

    return due


@pytest.mark.parametrize("width", (1280, 390))
def test_by_the_link_the_bank_is_answered(visit, owing, width):
    _company, number, token = owing()
    page = visit(width=width)
    steps.go(page, f"/fr-fr/paiement/{token}")
    look(page, "link-confirm")
    page.get_by_role("button", name="Confirmer auprès de ma banque").click()
    steps.authenticate(page, 1, "Fail authentication")
    page.locator("#payment-problem").get_by_text("authentification").wait_for()
    page.get_by_role("button", name="Confirmer auprès de ma banque").click()
    page.get_by_role("heading", name=f"Payer la facture {number}").wait_for()
    page.locator("#means").wait_for()
    look(page, "link-pay")
    steps.type_card(page)
    page.locator("#payment-form button[type=submit]").dblclick()
    page.get_by_role("heading", name=f"Facture {number} réglée").wait_for()
    look(page, "link-paid")


def test_by_the_keyboard_alone_in_english(visit, owing):
    _company, number, token = owing()
    page = visit()
    steps.go(page, f"/en-fr/paiement/{token}")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent.trim()") != "Confirm with my bank":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    steps.authenticate(page, 1)
    page.get_by_role("heading", name=f"Invoice {number} settled").wait_for()
    look(page, "link-paid-english")


@pytest.mark.parametrize("width", (1280, 390))
def test_from_my_account_one_sees_why_and_pays_otherwise(visit, owing, width):
    company, number, _token = owing()
    page = visit(width=width)
    steps.sign_in(page, "fr-fr", company["username"])
    look(page, "overview-owing")
    steps.go(page, "/fr-fr/compte/factures")
    look(page, "invoices-owing")
    page.locator(f"main a[href$='/{number}/paiement']").click()
    look(page, "mine-confirm")
    page.get_by_role("link", name="Payer autrement").click()
    steps.type_card(page, steps.CARD_DECLINED)
    page.locator("#payment-form button[type=submit]").click()
    page.locator("#payment-problem").get_by_text("Votre banque a refusé").wait_for()
    look(page, "mine-declined")
    page.reload()
    look(page, "mine-refused")
    steps.type_iban(page)
    look(page, "mine-iban")
    page.locator("#payment-form button[type=submit]").click()
    page.get_by_role("heading", name=f"Facture {number} réglée").wait_for()
    look(page, "mine-paid")
    page.go_back()
    page.go_forward()
    assert page.locator("#payment-form").count() == 0
    steps.go(page, "/fr-fr/compte/paiement")
    look(page, "means")
    page.get_by_role("link", name="Révoquer le mandat").first.click()
    look(page, "revoke")
    page.get_by_role("button", name="Révoquer le mandat").click()
    page.get_by_role("heading", name="Anciens mandats").wait_for()


def test_without_javascript_the_page_says_what_needs_it(visit, owing):
    _company, _number, token = owing()
    page = visit(width=390, javascript=False)
    steps.go(page, f"/fr-fr/paiement/{token}")
    assert "JavaScript est désactivé" in page.inner_text("main")
    steps.see(page, "link-without-script")
