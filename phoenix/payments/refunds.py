"""Giving money back: whole or part, never above what is left, one row and one credit note each."""

from __future__ import annotations

import logging

from phoenix.accounts.models import Person
from phoenix.database import transaction
from phoenix.gateways.stripe_api import OutcomeUnknown, RefundOrder, RefundSeen, Refused
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.payments import rules, settling
from phoenix.payments.charging import lock_payment
from phoenix.payments.means import gateway
from phoenix.payments.models import Attempt, Payment, PaymentEvent, Refund

logger = logging.getLogger("phoenix.payments")
TAKEN = "taken_by_the_bank"
REFUNDABLE = frozenset({rules.SUCCEEDED, rules.PARTLY_REFUNDED, rules.WON})


class NotRefundable(Exception):
    """Nothing to give back: not paid, or the bank has taken or may take it back by itself."""


class TooMuch(Exception):
    """More than what is left of the payment; `left` says how much that is."""

    def __init__(self, left: Money):
        super().__init__(left)
        self.left = left


def left(payment: Payment) -> Money:
    """What may still be refunded."""
    taken = [row.amount for row in payment.refunds.where(Refund.state != "failed")]
    return Money(rules.refundable(payment.amount, taken), payment.currency)


def refund(payment: Payment, amount: Money, reason: str, requested_by: Person | None = None) -> Refund:
    """Give `amount` back to the means that paid; the row first, then Stripe (clause 5d).

    NotRefundable, TooMuch. Its state is "succeeded", or "pending" or "unknown" for a while.
    """
    with transaction():
        payment = lock_payment(payment.id)
        if payment.state not in REFUNDABLE:
            raise NotRefundable(payment.state)
        if amount > left(payment) or amount.minor <= 0:
            raise TooMuch(left(payment))
        row = write(payment, amount.minor, reason=reason, requested_by=requested_by)
    return submit(row)


def write(payment: Payment, amount: int, source: str = "staff", **values) -> Refund:
    """The row of a refund that has been found possible, in the caller's transaction, which holds the payment."""
    row = Refund.create(
        payment=payment,
        attempt=payment.attempts.where(Attempt.reached == rules.SUCCEEDED).get(),
        amount=amount,
        created_at=clock.now(),
        **values,
    )
    PaymentEvent.create(payment=payment, refund=row, source=source, before="new", after="submitted")
    return row


def submit(row: Refund, source: str = "answer") -> Refund:
    """Have Stripe make a refund that is in the database, and apply the answer.

    What the bank takes back, or may take back, is not refunded as well: it fails without being asked for.
    """
    if row.called_at is None and _taken_by_the_bank(row):
        return _fail(row, TAKEN, source)
    if not _claim(row):
        return Refund.get_by_id(row.id)
    amount = Money(row.amount, row.payment.currency)
    order = RefundOrder(row.key, row.attempt.intent_id, amount, {"refund": row.reference})
    try:
        seen = gateway().refund(order)
    except OutcomeUnknown as unknown:
        logger.warning("refund %s has no outcome yet: %s", row.key, unknown)
        Refund.update(state="unknown").where(Refund.id == row.id, Refund.state == "submitted").execute()
        return Refund.get_by_id(row.id)
    except Refused as refusal:
        logger.error("Stripe refused refund %s: %s", row.key, refusal)
        return _fail(row, refusal.code or "refused", source)
    return _apply(row, seen, source)


def _fail(row: Refund, why: str, source: str) -> Refund:
    """It will never be made: kept as such, with the reason, for staff to see."""
    amount = Money(row.amount, row.payment.currency)
    seen = RefundSeen(f"refused:{row.reference}", "failed", amount, {"refund": row.reference}, why)
    return _apply(row, seen, source)


def _apply(row: Refund, seen: RefundSeen, source: str) -> Refund:
    attempt = Attempt.get_by_id(row.attempt_id)
    settling.apply(attempt.id, settling.View(rules.Seen(attempt.reached), attempt.intent_id, refunds=(seen,)), source)
    return Refund.get_by_id(row.id)


def _taken_by_the_bank(row: Refund) -> bool:
    return Attempt.get_by_id(row.attempt_id).dispute in ("open", "lost")


def look_again(row: Refund, source: str = "sweep") -> None:
    """Settle a refund that is not final: looked up by what it carries, repeated if not there."""
    there = [seen.metadata.get("refund") for seen in gateway().refunds_of(row.attempt.intent_id)]
    if row.stripe_id is None and row.reference not in there:
        _fail(row, TAKEN, source) if _taken_by_the_bank(row) else submit(row, source)
    else:
        settling.settle(row.attempt, source)


def _claim(row: Refund) -> bool:
    now = clock.now()
    free = Refund.called_at.is_null() | (Refund.called_at <= now - rules.CALL_LASTS)
    with transaction():
        return bool(
            Refund.update(called_at=now)
            .where(Refund.id == row.id, Refund.state << ("submitted", "unknown"), free)
            .execute()
        )
