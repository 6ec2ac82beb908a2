"""A review from the invitation to the report, on both sides of the counter (clauses 12a-12e)."""

from __future__ import annotations

import re

from tests.guards import page_checks
from tests.journeys import members, steps
from tests.journeys.companies import company_in_lyon

SHOP = f"/fr-fr/catalogue/{steps.PREMIUM}"
FORM = "main form.form button[type=submit]"


def faults(page) -> dict:
    """What is wrong with a page as it is served; nothing, in the end."""
    return {kind: found for kind, found in page_checks.look(page, "fr").items() if found}


def buy(page, mailbox, company) -> None:
    """An account, and an order of twelve seats paid by card."""
    steps.sign_up(page, "fr-fr", company)
    steps.confirm_address(page, mailbox, company)
    steps.add_to_cart(page, "fr-fr", steps.PREMIUM, 12, plan=1)
    steps.pay_by_card(page, "fr-fr")


def follow_invitation(page, mailbox, company) -> None:
    """The mail leads to the form of the product."""
    _, mail = mailbox(company["email"], "/compte/avis/nouveau")
    link = re.search(r"/fr-fr/compte/avis/nouveau\?product=[\w-]+", mail)[0]
    steps.go(page, link)


def write(page) -> str:
    """By keyboard: the rating with the arrows, the rest typed; its reference."""
    page.locator("[name=rating][value='5']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=rating]:checked").get_attribute("value") == "4"
    steps.see(page, "reviews-1-form")
    reference = steps.write_review(page, "/fr-fr/compte/avis", steps.PREMIUM, title="Douze postes en une matinée")
    assert "au plus tard le" in page.locator("main").inner_text()
    steps.see(page, "reviews-2-received")
    assert faults(page) == {}
    return reference


def test_from_the_invitation_to_the_report(visit, mailbox, shop, instance):
    customer, staff, visitor, company = visit(), visit(), visit(width=390, javascript=False), company_in_lyon()
    buy(customer, mailbox, company)
    steps.go(visitor, SHOP)
    assert "Aucun avis pour le moment" in visitor.locator("#avis").inner_text()
    members.run(shop, instance, "-m", "tests.journeys.invited")
    follow_invitation(customer, mailbox, company)
    reference = write(customer)

    members.sign_in(staff, shop, instance, "support")
    steps.go(staff, "/equipe/avis")
    steps.see(staff, "reviews-3-desk")
    assert faults(staff) == {}
    staff.get_by_role("link", name=reference).click()
    assert faults(staff) == {}
    steps.see(staff, "reviews-4-one")
    staff.get_by_role("button", name="Publier", exact=True).click()
    staff.get_by_text("L’avis est publié.").wait_for()
    staff.get_by_text("Répondre").first.click()
    staff.fill("[name=reply-body]", "Merci, à bientôt pour la suite.")
    staff.get_by_role("button", name="Publier la réponse").click()
    staff.get_by_text("La réponse est publiée").wait_for()

    steps.go(visitor, SHOP)
    shown = visitor.locator("#avis").inner_text()
    assert all(each in shown for each in ("Douze postes en une matinée", "Avis vérifié", "4 sur 5", "Merci, à bientôt"))
    steps.see(visitor, "reviews-5-product")
    visitor.get_by_role("link", name=re.compile("Signaler")).first.click()
    visitor.locator("[name=reason][value=false]").check()
    steps.fill_form(visitor, {"body": "Je ne crois pas que ce client existe.", "email": f"visitor-{company['email']}"})
    visitor.wait_for_timeout(3_000)  # people take their time
    steps.see(visitor, "reviews-6-report")
    visitor.locator(FORM).click()
    visitor.wait_for_url(f"**{SHOP}/avis")
    steps.see(visitor, "reviews-7-all")

    steps.go(staff, f"/equipe/avis/{reference}")
    steps.see(staff, "reviews-8-reported")
    assert faults(staff) == {}
    staff.get_by_text("Maintenir", exact=True).first.click()
    staff.fill("[name=maintain-body]", "La commande est réelle et payée.")
    staff.get_by_role("button", name="Maintenir l’avis").click()
    staff.get_by_text("L’avis est maintenu").wait_for()
    assert "reste publié" in mailbox(f"visitor-{company['email']}", "signalé")[1]
    steps.go(customer, "/fr-fr/compte/avis")
    steps.see(customer, "reviews-9-own")
    assert faults(customer) == {}
    for page, path in ((customer, SHOP), (customer, f"{SHOP}/avis"), (customer, f"/fr-fr/avis/{reference}/signaler")):
        steps.go(page, path)
        assert faults(page) == {}
