"""Invoices and credit notes on paper: what the law wants is there (clauses 0, 6.2a)."""

from dataclasses import replace

import pytest
from tests.rules.document_checks import attachments_of, pages_of, pdf_failures, text_of, xmp_of
from tests.rules.document_samples import (
    DISTRI,
    MIGRATION,
    PHOENIX,
    SEATS,
    TIMESTAMP,
    credit_note,
    invoice,
    moroccan_invoice,
    paid_by_card,
)

from phoenix.invoices.checks import InconsistentInvoice, MissingCompanyData
from phoenix.invoices.documents import invoice_pdf

FORTY = invoice(*(replace(SEATS, description=f"Abonnement n° {count}") for count in range(1, 41)))
UNFINISHED = replace(PHOENIX, siret=None, creditor_id=None, vat_on_debits=None)
KINDS = {
    "debited by SEPA": invoice(),
    "paid by card, in English": replace(paid_by_card(invoice()), language="en"),
    "credit note": credit_note(invoice()),
    "Moroccan": moroccan_invoice(),
    "Moroccan credit note": credit_note(moroccan_invoice()),
    "one line": invoice(SEATS),
    "forty lines": FORTY,
    "demo with gaps": invoice(demo=True, seller=UNFINISHED),
}


def shown(facts) -> str:
    return text_of(invoice_pdf(facts, TIMESTAMP).pdf)


@pytest.mark.parametrize("facts", KINDS.values(), ids=KINDS)
def test_every_kind_is_pdf_a_3a_and_pdf_ua_1(facts):
    assert pdf_failures(invoice_pdf(facts, TIMESTAMP).pdf) == []


def test_same_facts_and_timestamp_give_the_same_bytes():
    assert invoice_pdf(invoice(), TIMESTAMP) == invoice_pdf(invoice(), TIMESTAMP)


def test_the_pdf_carries_the_very_message():
    rendered = invoice_pdf(invoice(), TIMESTAMP)
    assert attachments_of(rendered.pdf) == {"factur-x.xml": rendered.xml}


def test_the_metadata_declare_factur_x():
    xmp = xmp_of(invoice_pdf(invoice(), TIMESTAMP).pdf)
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in xmp
    assert "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>" in xmp


def test_a_moroccan_invoice_carries_no_message():
    rendered = invoice_pdf(moroccan_invoice(), TIMESTAMP)
    assert rendered.xml is None
    assert attachments_of(rendered.pdf) == {}


@pytest.mark.parametrize(
    "words",
    [
        "RCS Nanterre 891 953 267",
        "FR62891953267",
        "capital de 8 000 €",
        "SIREN 552 100 554",
        "FR40552100554",
        "23 novembre 2026",
        "8 décembre 2026",
        "BC-7781",
        "12 utilisateurs",
        "1 048,20",
        "1 257,84 €",
        "prestation de services",
        "d’après les débits",
        "12,15 %",
        "40,00 €",
        "Pas d’escompte",
        "PA-MND-000311",
        "FR72ZZZ123456",
        "10 % pour une première commande",
    ],
)
def test_a_french_invoice_says(words):
    assert words in shown(invoice())


@pytest.mark.parametrize(
    "words",
    [
        "ICE 003408820000019",
        "IF 53412678",
        "RC Casablanca 609779",
        "TP 34209337",
        "CNSS 4567891",
        "ICE 001525713000038",
        "1 257,84 MAD",
        "Arrêtée la présente facture à la somme de mille deux cent cinquante-sept dirhams "
        "et quatre-vingt-quatre centimes",
    ],
)
def test_a_moroccan_invoice_says(words):
    assert words in shown(moroccan_invoice())


def test_a_credit_note_names_what_it_corrects():
    text = shown(credit_note(invoice()))
    assert "Avoir" in text
    assert "F-2026-000123 du 23 novembre 2026" in text
    assert "Retrait de deux sièges" in text


def test_a_credit_note_gives_back_where_the_money_came_from():
    assert "remboursés sur le compte débité" in shown(credit_note(invoice()))
    assert "sur la carte bancaire Visa •••• 4242" in shown(credit_note(paid_by_card(invoice())))


@pytest.mark.parametrize(("told", "written"), [("visa", "Visa"), ("Mastercard", "Mastercard"), ("cartes_bancaires", "CB")])
def test_a_brand_of_card_is_written_as_its_holder_knows_it(told, written):
    facts = paid_by_card(invoice())
    by = replace(facts, payment=replace(facts.payment, card_brand=told))
    assert f"carte bancaire {written} •••• 4242" in shown(by)


def test_a_moroccan_credit_note_closes_in_words():
    assert "Arrêté le présent avoir à la somme de" in shown(credit_note(moroccan_invoice()))


def test_an_english_customer_reads_both_languages():
    text = shown(replace(invoice(), language="en"))
    assert "Facture" in text
    assert "Invoice" in text
    assert "Total incl. VAT" in text


def test_the_number_stands_on_every_page():
    pages = pages_of(invoice_pdf(FORTY, TIMESTAMP).pdf)
    assert len(pages) > 1
    assert all("F-2026-000123" in text for text in pages)
    assert f"Page 1 / {len(pages)}" in pages[0]


def test_every_page_of_lines_repeats_the_headings():
    pages = pages_of(invoice_pdf(FORTY, TIMESTAMP).pdf)
    assert all("Désignation" in text for text in pages if "Abonnement n°" in text)


def test_what_is_paid_is_taken_off():
    text = shown(paid_by_card(invoice()))
    assert "Réglé le 23 novembre 2026 par carte bancaire Visa •••• 4242" in text
    assert "0,00 €" in text


def test_untaxed_rows_say_why():
    text = shown(invoice(replace(SEATS, vat_rate=0, vat_category="AE")))
    assert "Autoliquidation" in text


def test_production_refuses_what_the_company_has_not_given():
    with pytest.raises(MissingCompanyData) as refused:
        invoice_pdf(invoice(seller=UNFINISHED), TIMESTAMP)
    assert refused.value.names == ("siret", "vat_on_debits", "creditor_id")


def test_the_moroccan_seller_is_asked_for_its_own_facts():
    with pytest.raises(MissingCompanyData) as refused:
        invoice_pdf(moroccan_invoice(seller=replace(DISTRI, tax_id=None, cnss=None)), TIMESTAMP)
    assert refused.value.names == ("tax_id", "cnss")


def test_demo_prints_a_clear_gap():
    text = shown(invoice(seller=UNFINISHED, demo=True))
    assert "SIRET à compléter" in text
    assert "sans valeur comptable" in text


@pytest.mark.parametrize(
    "change",
    [{"net": 1}, {"tax": 1}, {"gross": 1}, {"lines": (MIGRATION,)}, {"vat": ()}],
    ids=["net", "tax", "gross", "lines", "vat"],
)
def test_sums_that_do_not_add_up_are_refused(change):
    with pytest.raises(InconsistentInvoice):
        invoice_pdf(replace(invoice(), **change), TIMESTAMP)


def test_a_line_must_be_its_quantity_times_its_price():
    with pytest.raises(InconsistentInvoice):
        invoice_pdf(invoice(replace(SEATS, unit_price=2_061)), TIMESTAMP)
