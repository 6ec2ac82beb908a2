"""Two countries, two languages: Casablanca in MAD, English on both sides, the switch between them."""

from __future__ import annotations

import re

import pytest

from phoenix.kernel.sellers import SELLERS
from tests.journeys import papers, steps
from tests.journeys.companies import company_in_casablanca, company_in_lyon


def plain(text: str) -> str:
    """With ordinary spaces."""
    return re.sub(r"\s", " ", text)


def bought(page, mailbox, market, company, times: int = 0, card: str = steps.CARD) -> str:
    """Twelve seats, a new account, a card; the order's number."""
    steps.add_to_cart(page, market, steps.PREMIUM, 12, plan=1)
    steps.see(page, f"{market}-cart")
    steps.sign_up(page, market, company, back_to=f"/{market}/commande")
    steps.confirm_address(page, mailbox, company)
    steps.order(page, market)
    steps.accept_terms(page)
    steps.type_card(page, card)
    steps.see(page, f"{market}-payment")
    steps.last_click(page)
    steps.authenticate(page, times)
    number = steps.paid(page)
    steps.see(page, f"{market}-confirmation")
    return number


def invoice_words(page, market, number) -> str:
    """What the order's invoice says."""
    steps.go(page, f"/{market}/compte/commandes/{number}")
    steps.see(page, f"{market}-order")
    return papers.words(papers.download(page, papers.invoice_of(page, number)))


def test_casablanca_by_card_with_3d_secure(visit, shop, mailbox):
    page, company = visit(width=390), company_in_casablanca()
    number = bought(page, mailbox, "fr-ma", company, 2, steps.CARD_3DS)
    assert number.startswith("CM-")
    invoice = plain(invoice_words(page, "fr-ma", number))
    assert company["ice"] in invoice.replace(" ", "")
    assert SELLERS["pa-ma"].name in invoice
    assert "dirhams" in invoice and "MAD" in invoice
    mail, _ = mailbox(company["email"], number, patience=30)
    assert "dirhams" in " ".join(papers.attached(shop, mail).values())


@pytest.mark.parametrize(("market", "company"), (("en-fr", company_in_lyon), ("en-ma", company_in_casablanca)))
def test_the_same_in_english(visit, shop, mailbox, market, company):
    page, company = visit(), company()
    number = bought(page, mailbox, market, company)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.inner_text("h1").startswith("Thank you")
    assert company["organisation_name"] in invoice_words(page, market, number)
    mail, text = mailbox(company["email"], number, patience=30)
    assert len(papers.attached(shop, mail)) >= 3
    assert "order" in text


def test_another_country_reprices_the_cart_openly(visit):
    page = visit()
    steps.add_to_cart(page, "fr-fr", steps.PREMIUM, 3)
    page.locator("details.market summary").click()
    page.get_by_role("link", name=re.compile("Maroc")).click()
    page.wait_for_url("**/fr-ma/panier")
    notice = page.locator(".cart-notices")
    assert "Les prix ont changé de pays" in notice.inner_text()
    assert page.locator(".order-line s").count() == 1
    assert "MAD" in page.inner_text(".cart-totals")
    steps.see(page, "other-country")
    notice.get_by_role("button", name="J’ai vu les nouveaux prix").click()
    page.locator(".order-line s").wait_for(state="detached")


def test_a_company_orders_in_its_own_country_only(visit):
    page = visit()
    steps.sign_in(page, "fr-fr", "lyon", "Phenix-Demo-2026")
    steps.add_to_cart(page, "en-ma", steps.PREMIUM)
    steps.go(page, "/en-ma/commande")
    steps.see(page, "wrong-country")
    page.locator("main a.button").first.click()
    page.wait_for_url("**/en-fr/panier")
    assert "€" in page.inner_text(".cart-totals")
