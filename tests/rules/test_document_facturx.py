"""The message inside a French invoice passes the schema, EN 16931 and the French rules."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.rules.document_checks import rule_failures
from tests.rules.document_samples import (
    CARD,
    LYON,
    MIGRATION,
    SEATS,
    credit_note,
    invoice,
    paid_by_card,
    with_lines,
)

from phoenix.invoices import facturx
from phoenix.invoices.facts import PaymentFacts
from phoenix.invoices.facturx import invoice_xml
from phoenix.kernel.facts import AddressFacts

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
COLOGNE = AddressFacts(("Domstraße 1",), "50667", "Köln", "DE")
GENEVA = AddressFacts(("Rue du Rhône 1",), "1204", "Genève", "CH")
GERMAN = replace(LYON, siren=None, vat_number="DE136695976", address=COLOGNE)
SWISS = replace(LYON, siren=None, vat_number=None, address=GENEVA)
ASSOCIATION = replace(LYON, siren=None, vat_number=None, contact="")
TRANSFER = PaymentFacts("transfer", "2026-12-31", iban="FR7630006000011234567890189")
MESSAGES = {
    "SEPA": invoice(),
    "card": paid_by_card(invoice()),
    "card without number": paid_by_card(invoice(payment=replace(CARD, card_last4=""))),
    "transfer": invoice(payment=TRANSFER),
    "nothing agreed": invoice(payment=PaymentFacts("none", "2026-12-31")),
    "credit note": credit_note(invoice()),
    "two rates": invoice(replace(SEATS, vat_rate=850), MIGRATION),
    "French Guiana": invoice(replace(SEATS, vat_rate=0, vat_category="E")),
    "reverse charge": invoice(replace(SEATS, vat_rate=0, vat_category="AE"), buyer=GERMAN),
    "outside the Union": invoice(replace(SEATS, vat_rate=0, vat_category="O"), buyer=SWISS),
    "association without SIREN": invoice(buyer=ASSOCIATION),
    "delivered elsewhere": invoice(delivery=AddressFacts(("1", "2", "3", "4"), "75001", "Paris", "FR")),
    "free line": invoice(SEATS, replace(SEATS, unit_price=0, net=0)),
    "demo with gaps": invoice(demo=True, seller=replace(invoice().seller, vat_on_debits=None)),
}


def value(xml: bytes, path: str) -> str:
    return etree.fromstring(xml).findtext(".//" + "/".join(RAM + name for name in path.split("/")))


@pytest.mark.parametrize("facts", MESSAGES.values(), ids=MESSAGES)
def test_no_rule_is_broken(facts):
    assert rule_failures(invoice_xml(facts)) == []


def test_the_rules_are_really_asked():
    broken = invoice_xml(invoice()).replace(b"PMD", b"AAI", 1)
    assert any("PMD" in failure for failure in rule_failures(broken))


def test_a_message_against_its_schema_is_refused_each_time(monkeypatch):
    with monkeypatch.context() as changed:
        changed.setattr(facturx, "_delivery", lambda facts: {})
        for _ in range(2):
            with pytest.raises(etree.DocumentInvalid, match="ApplicableHeaderTradeDelivery"):
                invoice_xml(invoice())
    assert rule_failures(invoice_xml(invoice())) == []


def test_a_debit_names_mandate_and_creditor():
    xml = invoice_xml(invoice())
    assert value(xml, "DirectDebitMandateID") == "PA-MND-000311"
    assert value(xml, "CreditorReferenceID") == "FR72ZZZ123456"
    assert value(xml, "SpecifiedTradeSettlementPaymentMeans/TypeCode") == "59"


def test_a_credit_note_points_at_its_invoice():
    xml = invoice_xml(credit_note(invoice()))
    assert b"<ram:TypeCode>381</ram:TypeCode>" in xml
    assert value(xml, "InvoiceReferencedDocument/IssuerAssignedID") == "F-2026-000123"


def test_names_keep_their_letters_in_the_message():
    xml = invoice_xml(invoice(buyer=replace(LYON, name="شركة 🎉 <Atlas> & fils\x07")))
    assert value(xml, "BuyerTradeParty/Name") == "شركة 🎉 <Atlas> & fils"


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_whatever_the_name_the_rules_hold(name):
    facts = invoice(replace(SEATS, description=name), buyer=replace(LYON, name=name))
    assert rule_failures(invoice_xml(facts)) == []


lines = st.builds(
    lambda quantity, price, discount, rate: replace(
        SEATS,
        quantity=quantity,
        unit_price=price,
        discount=min(discount, quantity * price),
        net=quantity * price - min(discount, quantity * price),
        vat_rate=rate,
    ),
    st.integers(1, 500),
    st.integers(0, 500_000),
    st.integers(0, 10_000),
    st.sampled_from([2_000, 850]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(lines, min_size=1, max_size=6))
def test_whatever_is_sold_the_rules_hold(sold):
    assert rule_failures(invoice_xml(with_lines(invoice(), *sold))) == []
