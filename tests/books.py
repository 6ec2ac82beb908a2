"""The books as they stand: what two ways of arriving at the same day must agree on, to the cent."""

from __future__ import annotations

from collections import Counter

from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.payments.models import Attempt, Collection, Payment, Refund
from phoenix.subscriptions.models import Lot, Period, RenewalNotice, Subscription, Term


def books() -> dict:
    """Everything that money and terms are made of, without ids, numbers or instants."""
    return {
        "subscriptions": sorted(
            (s.number, s.state, s.renewal, s.stop_reason, s.term_number, s.term_end, s.next_due_on, s.ended_on, s.reduction)
            for s in Subscription.select()
        ),
        "terms": sorted((t.subscription.number, t.number, t.start, t.end, t.unit_price) for t in Term.select()),
        "lots": sorted(
            (x.subscription.number, x.quantity, x.added_on, str(x.removed_on)) for x in Lot.select()
        ),
        "periods": sorted((p.subscription.number, p.start, p.end, p.seats, p.invoice.gross) for p in Period.select()),
        "invoices": sorted(_invoices()),
        "paid": sorted(Counter((p.organisation_id, p.state, p.amount) for p in Payment.select()).items()),
        "attempts": sorted(Counter((a.kind, a.reached, a.amount, a.off_session) for a in Attempt.select()).items()),
        "refunds": sorted((r.payment.organisation_id, r.state, r.amount) for r in Refund.select()),
        "collections": sorted(
            (c.organisation_id, c.state, c.due_on, str(c.try_on), c.refusals, c.refusal, c.invoice.gross)
            for c in Collection.select()
        ),
        "notices": sorted((n.subscription.number, n.term_number, n.days_before) for n in RenewalNotice.select()),
    }


def _invoices() -> list[tuple]:
    lines: dict[int, list] = {}
    for line in InvoiceLine.select():
        lines.setdefault(line.invoice_id, []).append((str(line.period_start), line.quantity, line.net))
    return [
        (row.organisation_id, row.kind, row.issued_on, row.net, row.vat, row.gross, row.state, str(sorted(lines.get(row.id, []))))
        for row in Invoice.select()
    ]


def numbers_are_consecutive() -> bool:
    """Whether each series counts from one without a gap, and its dates never run backwards."""
    for prefix in {number.rsplit("-", 1)[0] for (number,) in Invoice.select(Invoice.number).tuples()}:
        rows = [
            (int(number.rsplit("-", 1)[1]), day)
            for number, day in Invoice.select(Invoice.number, Invoice.issued_on).tuples()
            if number.rsplit("-", 1)[0] == prefix
        ]
        rows.sort()
        if [count for count, _ in rows] != list(range(1, len(rows) + 1)):
            return False
        if [str(day) for _, day in rows] != sorted(str(day) for _, day in rows):
            return False
    return True
