"""Refunds into the books: each row once, those made in Stripe's own dashboard included."""

from __future__ import annotations

from phoenix.gateways.stripe_api import RefundSeen
from phoenix.kernel import clock
from phoenix.kernel.events import RefundSucceeded
from phoenix.payments.models import Attempt, Payment, PaymentEvent, Refund

STATES = {"canceled": "failed", "requires_action": "pending"}
RANK = {"submitted": 0, "unknown": 1, "pending": 2, "succeeded": 3, "failed": 4}


def book_refunds(
    payment: Payment, attempt: Attempt, seen: tuple[RefundSeen, ...], source: str
) -> list[RefundSucceeded]:
    """Bring the refund rows up to what Stripe says, in the caller's transaction.

    Gives the news, to be told once the payment itself is up to date.
    """
    rows = [(_row_of(payment, attempt, each), each) for each in sorted(seen, key=lambda row: row.id)]
    return [RefundSucceeded(row.id) for row, each in rows if _book(payment, row, each, source)]


def _book(payment: Payment, refund: Refund, seen: RefundSeen, source: str) -> bool:
    """Apply one refund as seen; whether it succeeded for the first time: a credit note is owed."""
    before = refund.state
    after = max(before, STATES.get(seen.status, seen.status), key=RANK.__getitem__)
    refund.stripe_id, refund.state = seen.id, after
    news = after == "succeeded" and refund.booked_at is None
    if news:
        refund.booked_at = clock.now()
    refund.save(only=[Refund.stripe_id, Refund.state, Refund.booked_at])
    if before != after:
        detail = {"code": seen.failure} if seen.failure and after == "failed" else {}
        PaymentEvent.create(payment=payment, refund=refund, source=source, before=before, after=after, detail=detail)
    return news


def _row_of(payment: Payment, attempt: Attempt, seen: RefundSeen) -> Refund:
    """Our row for a refund: known by its id, by what it carries, or new from the dashboard."""
    known = Refund.get_or_none(Refund.stripe_id == seen.id)
    if known is None and seen.metadata.get("refund"):
        known = Refund.get_or_none(
            Refund.reference == seen.metadata["refund"], Refund.payment == payment
        )
    return known or Refund.create(
        payment=payment,
        attempt=attempt,
        amount=seen.amount.minor,
        origin="stripe",
        stripe_id=seen.id,
        state="pending",
    )
