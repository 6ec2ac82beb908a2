"""A quote's PDF tells prices, discounts, validity and terms in both languages, for both sellers (clauses 4.1d, 5c)."""

from dataclasses import replace

import pytest
from tests.rules.document_checks import pdf_failures, text_of
from tests.rules.document_samples import CASABLANCA, DISTRI, INSTALMENTS, TIMESTAMP, order

from phoenix.kernel.facts import AddressFacts, BuyerFacts
from phoenix.orders.documents import InconsistentOrder
from phoenix.quotes.documents import quote_pdf
from phoenix.quotes.facts import QuoteDocumentFacts, QuoteFacts

ORDERED = order()
VISITOR = BuyerFacts("Camille Roche", AddressFacts((), "", "", "FR"), "camille@atelier.example", "Camille Roche")


def quote(**changes) -> QuoteFacts:
    """The lines of the sample order, as a quote."""
    facts = QuoteFacts(
        number="DF-2026-000007", version=2, sent_at="2026-11-23T09:29:41+00:00", valid_until="2026-12-23", currency="EUR",
        seller=ORDERED.seller, buyer=ORDERED.buyer, lines=ORDERED.lines, vat=ORDERED.vat, net=ORDERED.net, tax=ORDERED.tax,
        gross=ORDERED.gross, documents=(QuoteDocumentFacts("Conditions", "3", "2026-10-01", "ab" * 32),),
        schedule=(INSTALMENTS,), message="Comme convenu au téléphone.\nBien à vous.",
    )  # fmt: skip
    return replace(facts, **changes)


KINDS = {
    "French": quote(),
    "English": quote(language="en"),
    "Moroccan": quote(seller=DISTRI, buyer=CASABLANCA, currency="MAD", timezone="Africa/Casablanca"),
    "of a visitor": quote(buyer=VISITOR, message="", schedule=(), demo=True),
    "supplementary": quote(about="CF-2026-000123"),
}


@pytest.mark.parametrize("facts", KINDS.values(), ids=KINDS)
def test_every_kind_is_pdf_a_3a_and_pdf_ua_1(facts):
    assert pdf_failures(quote_pdf(facts, TIMESTAMP)) == []


def test_same_facts_and_timestamp_give_the_same_bytes():
    assert quote_pdf(quote(), TIMESTAMP) == quote_pdf(quote(), TIMESTAMP)


@pytest.mark.parametrize(
    "words",
    ["DF-2026-000007", "Valable jusqu’au", "23 décembre 2026", "12 utilisateurs", "− 89,00", "1 257,84 €", "À payer à la commande TTC",
     "11 échéances", "Comme convenu au téléphone.", "garantis jusqu’au 23 décembre 2026", "droit de rétractation", "Conditions", "Version 2"],
)  # fmt: skip
def test_a_quote_tells(words):
    assert words in text_of(quote_pdf(quote(), TIMESTAMP))


def test_english_words_for_an_english_quote():
    shown = text_of(quote_pdf(quote(language="en"), TIMESTAMP))
    assert "Valid until" in shown and "23 December 2026" in shown and "Valable" not in shown


def test_a_supplementary_quote_names_its_order_and_the_refund():
    shown = text_of(quote_pdf(quote(about="CF-2026-000123"), TIMESTAMP))
    assert "CF-2026-000123" in shown and "remboursée en totalité" in shown


def test_sums_that_do_not_add_up_are_not_printed():
    with pytest.raises(InconsistentOrder):
        quote_pdf(quote(gross=1), TIMESTAMP)
