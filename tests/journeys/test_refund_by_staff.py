"""Staff refund a part of an order; its customer sees the credit note and the mail (clauses 5d, 6.2a)."""

import re

import pyotp

from phoenix.team.demo_load import PASSWORD as STAFF_PASSWORD
from tests.journeys import steps

PASSWORD = "Phenix-Demo-2026"
FORM = "main form.form button[type=submit]"


def boss(visit, name="comptabilite@demo.example", **options):
    """A member of the staff at the start page, their telephone just enrolled."""
    page = visit(**options)
    steps.go(page, "/equipe/connexion")
    page.fill("[name=email]", name)
    page.fill("[name=password]", STAFF_PASSWORD)
    page.locator(FORM).click()
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.locator(FORM).click()
    page.wait_for_url("**/codes-de-secours")
    return page


def bought(visit, market="fr-fr", name="lyon"):
    """A customer who has just paid for subscriptions and a migration; the page and the order's number."""
    page = visit()
    steps.sign_in(page, market, name, PASSWORD)
    steps.add_to_cart(page, market, steps.PREMIUM, 12)
    steps.add_to_cart(page, market, steps.MIGRATION)
    return page, steps.pay_by_card(page, market)


def test_staff_refund_a_part_and_the_customer_has_the_credit_note(visit, mailbox):
    customer, number = bought(visit)
    staff = boss(visit)
    steps.go(staff, f"/equipe/commandes/{number}")
    steps.see(staff, "staff-order")
    staff.locator("main a[href*='/equipe/paiements/']").first.click()
    steps.see(staff, "staff-payment")
    staff.locator("main a[href$='/remboursement']").click()
    staff.fill("[name=amount]", "100,00")
    staff.fill("[name=reason]", "Geste commercial")
    steps.see(staff, "staff-refund")
    staff.locator(FORM).click()
    steps.see(staff, "staff-refund-confirm")
    assert "100,00" in staff.inner_text("h1") and "Avoir" in staff.inner_text("main")
    staff.locator("main form[action$='/remboursements'] button").click()
    staff.wait_for_url(re.compile(r"/equipe/paiements/\d+$"))
    assert "fait" in staff.inner_text("#messages")
    note = staff.locator("main a[href*='/equipe/factures/']", has_text=re.compile(r"PAF-A-\d+")).inner_text()
    steps.see(staff, "staff-payment-refunded")
    staff.locator(f"main a[href$='{note}']").click()
    steps.see(staff, "staff-credit-note")
    _mail, text = mailbox("lyon@demo.example", note)
    assert "Geste commercial" in text
    steps.go(customer, "/fr-fr/compte/factures")
    assert note in customer.inner_text("#invoices")
    steps.go(customer, f"/fr-fr/compte/commandes/{number}")
    assert "Remboursée en partie" in customer.inner_text("main")
    steps.see(customer, "order-refunded")


def test_staff_say_that_a_service_is_delivered(visit, mailbox):
    customer, number = bought(visit)
    staff = boss(visit, "assistance@demo.example", width=390)
    steps.go(staff, f"/equipe/commandes/{number}")
    steps.see(staff, "staff-order-narrow")
    staff.locator("main a[href$='/livraison']").click()
    staff.fill("[name=note]", "Vos boîtes aux lettres sont en place.")
    steps.see(staff, "staff-delivery")
    staff.locator(FORM).click()
    staff.wait_for_url(re.compile(rf"/equipe/commandes/{number}"))
    assert "livré le" in staff.inner_text("#deliveries")
    _subject, text = mailbox("lyon@demo.example", "livré")
    assert "Vos boîtes aux lettres sont en place." in text
    steps.go(customer, f"/fr-fr/compte/commandes/{number}")
    assert "livré le" in customer.inner_text("main")
