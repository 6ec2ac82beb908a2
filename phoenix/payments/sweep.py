"""The sweep: settles whatever is neither final nor waiting on its customer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from phoenix.gateways.stripe_api import OutcomeUnknown
from phoenix.kernel import clock
from phoenix.payments import charging, refunds, rules, settling
from phoenix.payments.means import gateway
from phoenix.payments.models import Attempt, Payment, Refund

logger = logging.getLogger("phoenix.payments")
MARGIN = timedelta(hours=1)
# How long to leave an attempt alone after Stripe was asked about it.
PAUSES = {
    rules.PROCESSING: timedelta(hours=1),
    rules.ACTION: timedelta(minutes=10),
    rules.UNKNOWN: timedelta(minutes=1),
}
OPEN_REFUND = ("submitted", "unknown", "pending")
PENDING_REFUND = timedelta(hours=1)
ACTION_IS_OLD = timedelta(days=2)
STUCK = {rules.PROCESSING: timedelta(days=21), rules.ACTION: timedelta(days=7)}
STUCK_OTHERWISE = timedelta(minutes=15)


def sweep() -> int:
    """Look at everything that is due for it; how many rows. One failure holds up no other."""
    now = clock.now()
    due = [row for row in _open_attempts() if is_due(row, now)]
    for row in due:
        _safely(_settle, row)
    unclosed = list(_unclosed())
    for row in unclosed:
        _safely(settling.close, row)
    waiting = [row for row in _open_refunds() if _refund_is_due(row, now)]
    for row in waiting:
        _safely(refunds.look_again, row)
    return len(due) + len(unclosed) + len(waiting)


def look_now(payment: Payment) -> int:
    """Ask Stripe at once about all of a payment that is neither final nor waiting on its customer; how many rows.

    OutcomeUnknown when Stripe does not answer. What is being asked this very minute is left alone.
    """
    attempts = list(payment.attempts.where(Attempt.reached << rules.OURS_TO_SETTLE))
    unclosed = list(payment.attempts.where(Attempt.reached << rules.FINAL_NO, Attempt.closed_at.is_null()))
    open_refunds = list(payment.refunds.where(Refund.state << OPEN_REFUND))
    for row in attempts:
        _settle(row)
    for row in unclosed:
        settling.close(row)
    for row in open_refunds:
        refunds.look_again(row, "staff")
    return len(attempts) + len(unclosed) + len(open_refunds)


def is_due(attempt: Attempt, now: datetime) -> bool:
    """Whether Stripe should be asked about this open attempt now."""
    if attempt.intent_id is None:
        return rules.repeats(now, attempt.submitted_at, attempt.called_at) != "wait"
    pause = PAUSES.get(attempt.reached, rules.CALL_LASTS)
    if attempt.reached == rules.ACTION and now - attempt.submitted_at > ACTION_IS_OLD:
        pause = timedelta(days=1)  # waiting on its customer, and on a webhook that got lost
    return attempt.called_at is None or now - attempt.called_at >= pause


def stuck(now: datetime) -> list[Attempt]:
    """Attempts that staff should look at, those that wait longest first."""
    return [
        row
        for row in _open_attempts()
        if now - row.submitted_at >= STUCK.get(row.reached, STUCK_OTHERWISE)
    ]


def _settle(attempt: Attempt) -> None:
    now = clock.now()
    if attempt.intent_id is not None:
        Attempt.update(called_at=now).where(Attempt.id == attempt.id).execute()
        settling.settle(attempt, "sweep")
        return
    if rules.repeats(now, attempt.submitted_at, attempt.called_at) == "look":
        since = attempt.submitted_at - clock.offset() - MARGIN  # by Stripe's clock
        found = gateway().find_intent(charging.carried_by(attempt), since)
        if found is not None:
            settling.apply(attempt.id, settling.look(found), "sweep")
            return
    charging.submit(attempt, "sweep")


def _open_attempts() -> list[Attempt]:
    query = Attempt.select().where(Attempt.reached << rules.OPEN).order_by(Attempt.submitted_at)
    return list(query)


def _unclosed():
    return Attempt.select().where(
        Attempt.reached << rules.FINAL_NO, Attempt.closed_at.is_null()
    )


def _open_refunds() -> list[Refund]:
    return list(Refund.select().where(Refund.state << OPEN_REFUND))


def _refund_is_due(row: Refund, now: datetime) -> bool:
    pause = PENDING_REFUND if row.state == "pending" else rules.CALL_LASTS
    return row.called_at is None or now - row.called_at >= pause


def _safely(action, row) -> None:
    try:
        action(row)
    except OutcomeUnknown as reason:
        logger.warning("sweep: %s %s later: %s", type(row).__name__, row.id, reason)
    except Exception:
        logger.exception("sweep: %s %s failed", type(row).__name__, row.id)
