"""Sales announces a price, sees whom it concerns, and customers see it on the product's page (clauses 15a, 15b, 15c)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.journeys import members, steps

BASIC = "microsoft-365-business-basic"
PRODUCT = "/equipe/catalogue/produits/MS-101"
SOON = date.today() + timedelta(60)


def words(page, place: str = "main") -> str:
    return re.sub(r"\s", " ", page.inner_text(place))


def test_an_announced_price_is_confirmed_with_its_effect_and_shown_to_customers(visit, shop, instance):
    customer = visit()
    steps.sign_in(customer, "fr-fr", "lyon", "Phenix-Demo-2026")
    steps.add_to_cart(customer, "fr-fr", BASIC, 7, plan=1)
    steps.pay_by_card(customer, "fr-fr")
    desk = visit()
    members.sign_in(desk, shop, instance, "sales")
    steps.go(desk, "/equipe/catalogue?q=business+basic")
    desk.get_by_role("link", name="MS-101").click()
    steps.see(desk, "desk-product")
    desk.get_by_role("link", name="Un an, payé par mois").click()
    desk.get_by_label("France").check()
    steps.fill_form(desk, {"amount": "6,90", "valid_from": SOON.isoformat()})
    desk.get_by_role("button", name="Voir l’effet").click()
    desk.wait_for_url("**/prix?*")
    told = words(desk)
    assert re.search(r"1 abonnement se renouvelle à ce prix, le ", told) or re.search(r"[2-9]\d* abonnements se renouvellent à ce prix, le premier le ", told)
    assert "6,30 €" in told and "+" in told
    steps.see(desk, "desk-effect")
    assert "6,90" not in words(_product(customer))
    desk.get_by_role("button", name="Enregistrer ce prix").click()
    desk.wait_for_url("**/formules/MS-101-P1Y-MONTH")
    assert "annoncé" in words(desk) and "Aïcha Exemple" in words(desk)
    steps.see(desk, "desk-plan")
    assert "6,90 € HT dès le" in words(_product(customer))


def _product(page):
    steps.go(page, f"/fr-fr/catalogue/{BASIC}")
    return page


def test_texts_are_edited_on_a_telephone_without_script(visit, shop, instance):
    desk = visit(width=390, javascript=False)
    members.sign_in(desk, shop, instance, "sales")
    steps.go(desk, f"{PRODUCT}/textes")
    steps.fill_form(desk, {"limits_en": "For up to 300 users, web and mobile apps."})
    desk.get_by_role("button", name="Enregistrer les textes").click()
    desk.wait_for_url(f"**{PRODUCT}")
    steps.see(desk, "desk-texts-saved")
    steps.go(desk, f"/en-fr/catalogue/{BASIC}")
    assert "For up to 300 users" in words(desk)
