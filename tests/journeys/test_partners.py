"""From the application to an order at the partner's price, on both sides of the counter (clauses 2c, 2e, 4.1b, 5c)."""

from __future__ import annotations

from tests.guards import page_checks
from tests.journeys import members, steps
from tests.journeys.companies import company_in_lyon

HERE = "/fr-fr/compte/partenaire"


def text(page) -> str:
    """The words of the page's main part, blanks alike."""
    return page.locator("main").inner_text().replace("\u202f", " ").replace("\u00a0", " ")


def faults(page) -> dict:
    """What is wrong with a page as it is served; nothing, in the end."""
    return {kind: found for kind, found in page_checks.look(page, "fr").items() if found}


def test_a_customer_becomes_a_partner_and_orders_at_its_price(visit, mailbox, shop, instance):
    customer, staff, visitor, company = visit(), visit(), visit(width=390, javascript=False), company_in_lyon()
    steps.sign_up(customer, "fr-fr", company)
    steps.confirm_address(customer, mailbox, company)

    steps.go(customer, "/fr-fr/partenaires")
    customer.get_by_role("link", name="Poser ma candidature").click()
    customer.wait_for_url(f"**{HERE}")
    customer.get_by_role("button", name="Poser ma candidature").click()
    customer.get_by_text("Décrivez l’activité").first.wait_for()
    customer.fill("[name=activity]", "Nous installons des postes de travail depuis 2015.")
    customer.get_by_role("button", name="Poser ma candidature").click()
    customer.get_by_text("à l’étude").first.wait_for()
    steps.see(customer, "partners-1-asked")
    assert faults(customer) == {}

    members.sign_in(staff, shop, instance, "sales")
    steps.go(staff, "/equipe/partenaires/candidatures")
    staff.get_by_role("link", name=company["organisation_name"]).first.click()
    staff.locator("[name=level][value=gold]").check()
    staff.get_by_role("button", name="Approuver").click()
    staff.get_by_text("invitée à accepter").wait_for()
    assert faults(staff) == {}
    steps.go(staff, "/equipe/partenaires/niveaux/gold")
    staff.fill("[name=percent]", "12,5")
    staff.get_by_role("button", name="Fixer la remise").click()
    staff.get_by_text("La remise est fixée").wait_for()
    steps.see(staff, "partners-2-rates")

    _, mail = mailbox(company["email"], "Lire et accepter")
    assert HERE in mail
    steps.go(customer, HERE)
    customer.locator("[name=documents]").check()
    customer.get_by_role("button", name="Accepter et devenir partenaire").click()
    customer.get_by_text("Bienvenue").wait_for()
    assert "12,5 %" in text(customer)
    steps.see(customer, "partners-3-partner")
    assert faults(customer) == {}

    steps.go(customer, f"/fr-fr/catalogue/{steps.MIGRATION}")
    assert "Prix partenaire" in text(customer)
    steps.go(visitor, f"/fr-fr/catalogue/{steps.MIGRATION}")
    assert "Prix partenaire" not in text(visitor)
    steps.add_to_cart(customer, "fr-fr", steps.MIGRATION)
    assert "Prix partenaire" in text(customer)
    steps.go(customer, "/fr-fr/commande")
    reviewed = text(customer)
    assert "49,00 €" in reviewed and "42,87 €" in reviewed and "Prix partenaire" in reviewed
    steps.see(customer, "partners-4-review")
    number = steps.pay_by_card(customer, "fr-fr")
    steps.go(customer, f"/fr-fr/compte/commandes/{number}")
    assert "42,87 €" in text(customer) and "Accord de partenariat" in text(customer)
