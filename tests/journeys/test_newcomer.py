"""What a newcomer does, from a mistyped search to ordering the same again (the whole first delivery)."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.journeys import papers, steps
from tests.journeys.companies import company_in_lyon, vat_number

OFFER = f"/fr-fr/catalogue/{steps.PREMIUM}"


def find_and_compare(page) -> None:
    """A mistyped search, the product, its plans for twelve."""
    steps.go(page, "/fr-fr/")
    steps.see(page, "1-home")
    page.fill("#site-search", "busines premum")
    page.press("#site-search", "Enter")
    page.wait_for_url("**/catalogue?q=busines+premum")
    steps.see(page, "2-search")
    page.get_by_role("link", name="Microsoft 365 Business Premium", exact=True).first.click()
    page.wait_for_url(f"**{OFFER}*")
    page.fill("#quantity", "12")
    page.press("#quantity", "Tab")
    page.wait_for_url("**quantity=12*")
    page.locator("#amounts", has_text="12 utilisateurs").wait_for()
    plans = page.locator("table.compared tbody tr")
    assert plans.count() >= 4
    assert "HT dès le" in plans.first.inner_text()
    steps.see(page, "3-product")


def fill_the_cart(page) -> None:
    """Twelve seats paid monthly, and the migration that goes with them."""
    page.locator("button[name=plan_id]").nth(1).click()
    page.wait_for_url("**/panier")
    steps.add_to_cart(page, "fr-fr", steps.MIGRATION)
    assert page.locator(".order-line").count() == 2
    steps.see(page, "4-cart")


def open_an_account(page, mailbox, company) -> None:
    """From the cart: the VAT number follows from the SIREN; the mail's link leads back to the cart."""
    steps.go(page, "/fr-fr/commande")
    page.locator("main a[href*='/inscription']").first.click()
    page.locator("[name=siren]").press_sequentially(company["siren"])
    page.locator("#derived-vat-number strong", has_text=vat_number(company["siren"])).wait_for()
    steps.fill_form(page, company)
    page.locator("#username-rules .rule-kept").first.wait_for()
    page.locator("#password-strength meter").wait_for()
    steps.see(page, "5-sign-up")
    page.check("[name=power_to_bind]")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/inscription/courrier")
    steps.see(page, "6-mailbox")
    steps.confirm_address(page, mailbox, company)


def review_and_pay(page) -> str:
    """Every line with its VAT; what comes later; the terms; the card."""
    steps.go(page, "/fr-fr/commande")
    review = page.inner_text("main")
    assert "Microsoft 365 Business Premium" in review and "échéances" in review and "20 %" in review.replace("\u202f", " ").replace("\xa0", " ")
    steps.see(page, "7-review")
    steps.order(page, "fr-fr")
    steps.accept_terms(page)
    steps.type_card(page)
    steps.see(page, "8-payment")
    steps.last_click(page)
    number = steps.paid(page)
    steps.see(page, "9-confirmation")
    return number


def read_the_mail(shop, mailbox, company, number) -> None:
    """The acknowledgement with summary, terms and invoice attached."""
    mail, _ = mailbox(company["email"], number, patience=30)
    attached = papers.attached(shop, mail)
    everything = " ".join(attached.values())
    assert len(attached) >= 3
    assert number in everything and company["organisation_name"] in everything
    assert vat_number(company["siren"]) in everything.replace(" ", "")
    assert any("PAF-" in text or "facture" in name for name, text in attached.items())
    assert any("onditions" in text for text in attached.values())


def find_all_in_my_account(page, company, number) -> None:
    """The order, its invoice, the documents, and the year's invoices in one file."""
    steps.go(page, f"/fr-fr/compte/commandes/{number}")
    invoice = papers.words(papers.download(page, papers.invoice_of(page, number)))
    assert company["organisation_name"] in invoice and number in invoice
    steps.see(page, "11-order")
    for name in ("", "/commandes", "/factures", "/abonnements", "/paiement", "/documents"):
        steps.go(page, f"/fr-fr/compte{name}")
        steps.see(page, f"12-account{name.replace('/', '-')}")
    steps.go(page, "/fr-fr/compte/factures")
    archive = page.locator("a[href*='factures.zip']").get_attribute("href")
    with zipfile.ZipFile(io.BytesIO(papers.download(page, archive))) as year:
        assert [name[-4:] for name in year.namelist()] == [".pdf"]
        assert company["organisation_name"] in papers.words(year.read(year.namelist()[0]))


def order_again(page, number) -> None:
    """One step fewer: from the old order straight to terms and payment, the card being known."""
    steps.go(page, f"/fr-fr/compte/commandes/{number}")
    page.locator("form[action$='/nouvelle'] button, form[action*='reprise'] button, .account-head form button").first.click()
    page.wait_for_url("**/paiement")
    steps.accept_terms(page)
    page.locator("input[name=means]").first.check()
    steps.see(page, "13-again")
    steps.last_click(page)
    assert steps.paid(page) != number


@pytest.mark.parametrize("width", (390, 1280))
def test_from_a_mistyped_search_to_ordering_again(visit, shop, mailbox, width):
    page, company = visit(width=width), company_in_lyon()
    find_and_compare(page)
    fill_the_cart(page)
    open_an_account(page, mailbox, company)
    steps.go(page, "/fr-fr/panier")
    assert page.locator(".order-line").count() == 2
    number = review_and_pay(page)
    read_the_mail(shop, mailbox, company, number)
    find_all_in_my_account(page, company, number)
    order_again(page, number)
    steps.see(page, "14-confirmed")
