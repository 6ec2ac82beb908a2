"""All that is known of payments, for a page: attempts, steps, refunds with their credit notes; five queries for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from phoenix.invoices.models import Invoice, InvoiceEvent
from phoenix.payments.models import Attempt, Payment, PaymentEvent, PaymentMethod, Refund


class History(NamedTuple):
    """One payment: its attempts and refunds in order, its steps in order, refund id → credit note."""

    payment: Payment
    attempts: list[Attempt]
    refunds: list[Refund]
    events: list[PaymentEvent]
    notes: dict[int, Invoice]

    @property
    def waiting(self) -> set[int]:
        """Refunds that were refused, and neither asked for once more nor given up."""
        again = {row.retry_of_id for row in self.refunds}
        dropped = {event.refund_id for event in self.events if event.after == "dropped"}
        return {row.id for row in self.refunds if row.state == "failed"} - again - dropped


def of(payments: Sequence[Payment]) -> list[History]:
    """The histories of these payments, in their order."""
    attempts = _grouped(Attempt.select(Attempt, PaymentMethod).join(PaymentMethod), Attempt, payments)
    refunds = _grouped(Refund.select(), Refund, payments)
    events = _grouped(PaymentEvent.select(), PaymentEvent, payments)
    notes = credit_notes([row for rows in refunds.values() for row in rows])
    return [History(each, attempts[each.id], refunds[each.id], events[each.id], notes) for each in payments]


def credit_notes(refunds: Sequence[Refund]) -> dict[int, Invoice]:
    """Refund id → the credit note that is its own, or that it pays out."""
    keys = {f"credit note:{row.id}": row.id for row in refunds}
    made = InvoiceEvent.select(InvoiceEvent.key, InvoiceEvent.detail).where(InvoiceEvent.key << list(keys))
    ids = {keys[row.key]: row.detail["credit_note"] for row in made}
    ids |= {row.id: row.credit_note_id for row in refunds if row.credit_note_id}
    rows = {row.id: row for row in Invoice.select().where(Invoice.id << list(set(ids.values())))}
    return {refund: rows[note] for refund, note in ids.items() if note in rows}


def _grouped(query, model, payments: Sequence[Payment]) -> dict[int, list]:
    found = defaultdict(list)
    for row in query.where(model.payment << [each.id for each in payments]).order_by(model.id):
        found[row.payment_id].append(row)
    return found
