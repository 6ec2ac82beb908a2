"""A price that changes between cart and last click is shown and needs a new look (clause 5b)."""

from __future__ import annotations

import re

from tests.journeys import steps

OFFER = "cadrage-business-central"


def test_a_price_changed_before_the_last_click_needs_a_new_look(visit, new_price):
    page = visit()
    steps.sign_in(page, "fr-fr", "lyon", "Phenix-Demo-2026")
    steps.add_to_cart(page, "fr-fr", OFFER)
    for line in page.locator(".order-line").all()[:-1]:
        line.locator("form[action$='/retrait'] button").click()
    paying = steps.order(page, "fr-fr")
    steps.accept_terms(page)
    steps.type_card(page)
    new_price(OFFER, 0, "fr", 123_400)
    steps.last_click(page)
    page.wait_for_url("**/changements")
    told = re.sub(r"\s", " ", page.inner_text("main"))
    assert "Rien n’a été commandé, rien n’a été débité" in told and "1 234,00 €" in told
    steps.see(page, "changed")
    page.locator("form[action$='/changements'] button[type=submit]").click()
    page.wait_for_url("**/paiement")
    assert page.url != paying
    assert "1 480,80 €" in re.sub(r"\s", " ", page.inner_text(".checkout-side"))
    steps.accept_terms(page)
    steps.type_card(page)
    steps.last_click(page)
    steps.paid(page)


def test_a_price_changed_while_in_the_cart_is_shown_there(visit, new_price):
    page = visit(width=390)
    steps.add_to_cart(page, "fr-fr", "formation-teams-et-sharepoint")
    new_price("formation-teams-et-sharepoint", 0, "fr", 99_900)
    steps.go(page, "/fr-fr/panier")
    assert "Des prix ont changé" in page.inner_text(".cart-notices")
    assert page.locator(".order-line s").count() == 1
    steps.see(page, "cart-changed")
