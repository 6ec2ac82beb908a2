"""Facts of documents survive JSON, and nothing unknown slips in (clause 4.3)."""

import json
from dataclasses import FrozenInstanceError

import pytest
from tests.rules.document_samples import credit_note, invoice, moroccan_invoice, order

from phoenix.invoices.facts import InvoiceFacts
from phoenix.orders.facts import OrderFacts


@pytest.mark.parametrize(
    "facts", [invoice(), moroccan_invoice(), credit_note(invoice())], ids=["fr", "ma", "credit"]
)
def test_invoice_facts_come_back_from_json(facts):
    assert InvoiceFacts.from_json(facts.to_json()) == facts


def test_order_facts_come_back_from_json():
    assert OrderFacts.from_json(order().to_json()) == order()


def test_same_facts_are_the_same_text():
    assert invoice().to_json() == invoice().to_json()


def test_an_unknown_fact_is_refused():
    data = json.loads(invoice().to_json()) | {"colour": "red"}
    with pytest.raises(TypeError, match="colour"):
        InvoiceFacts.from_json(json.dumps(data))


def test_facts_are_frozen():
    with pytest.raises(FrozenInstanceError):
        invoice().number = "F-2026-000124"


def test_what_is_due_is_the_gross_less_what_is_paid():
    assert invoice().due == invoice().gross
    assert moroccan_invoice().due == 0


def test_the_due_date_never_precedes_the_issue():
    assert invoice(issued_on="2026-12-24").due_on == "2026-12-24"
