"""The sweep: settles whatever is neither final nor waiting on its customer."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

import peewee

from phoenix.gateways.stripe_api import OutcomeUnknown
from phoenix.kernel import clock
from phoenix.payments import charging, refunds, rules, settling
from phoenix.payments.means import gateway
from phoenix.payments.models import Attempt, Payment, Refund

logger = logging.getLogger("phoenix.payments")
MARGIN = timedelta(hours=1)
AT_ONCE = 300  # each asks Stripe: a call of the sweep ends within its minute or so
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
    """Look at what is due for it, so many at a time: what is left comes next minute. How many rows; one
    failure holds up no other."""
    now = clock.now()
    due = [row for row in _due_attempts(now) if is_due(row, now)]
    for row in due:
        _safely(_settle, row)
    unclosed = list(_unclosed().limit(AT_ONCE))
    for row in unclosed:
        _safely(settling.close, row)
    waiting = [row for row in _due_refunds(now) if _refund_is_due(row, now)][:AT_ONCE]
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
    waits = [
        (Attempt.reached == state) & (Attempt.submitted_at <= now - STUCK.get(state, STUCK_OTHERWISE)) for state in rules.OPEN
    ]
    query = Attempt.select().where(reduce(or_, waits)).order_by(Attempt.submitted_at)
    return list(query)


def count_stuck(now: datetime) -> tuple[int, datetime | None]:
    """How many of them, and since when the first waits: one query by an index."""
    count, since = Attempt.select(peewee.fn.COUNT(Attempt.id), peewee.fn.MIN(Attempt.submitted_at)).where(is_stuck(now)).tuples().get()
    return count, Attempt.submitted_at.python_value(since)


def is_stuck(now: datetime):
    """The condition that an attempt waits too long for where it stands."""
    others = rules.OPEN - STUCK.keys()
    held = (Attempt.reached << sorted(others)) & (Attempt.submitted_at <= now - STUCK_OTHERWISE)
    for state, patience in STUCK.items():
        held |= (Attempt.reached == state) & (Attempt.submitted_at <= now - patience)
    return held


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


def _due_attempts(now: datetime) -> list[Attempt]:
    """Open attempts that may be due, AT_ONCE of each state: debits that the bank takes days for do not
    crowd out those that nobody knows the end of."""
    found = []
    for state in sorted(rules.OPEN):
        asked_before = Attempt.called_at.is_null() | (Attempt.called_at <= now - PAUSES.get(state, rules.CALL_LASTS))
        nobody_knows = Attempt.intent_id.is_null()
        query = Attempt.select().where(Attempt.reached == state, asked_before | nobody_knows)
        # Those that wait for the bank leave the list once asked; of the others, the longest unasked first.
        found.extend((query if state == rules.PROCESSING else query.order_by(Attempt.called_at)).limit(AT_ONCE))
    return sorted(found, key=lambda row: row.submitted_at)


def _unclosed():
    return Attempt.select().where(
        Attempt.reached << rules.FINAL_NO, Attempt.closed_at.is_null()
    )


def _due_refunds(now: datetime) -> list[Refund]:
    asked_before = Refund.called_at.is_null() | (Refund.called_at <= now - rules.CALL_LASTS)
    return list(Refund.select().where(Refund.state << OPEN_REFUND, asked_before).order_by(Refund.called_at).limit(2 * AT_ONCE))


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
