"""What happened in the shop while its clock was moved."""

from __future__ import annotations

from datetime import datetime

from phoenix.demo_clock import rules
from phoenix.demo_clock.state import State
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.messages.models import Message
from phoenix.payments.models import Attempt
from phoenix.payments.rules import ACCEPTED, FAILED


@frozen
class Happened:
    """Counts of what was made between two instants of the shop."""

    days: int
    invoices: int
    mails: int
    accepted: int
    failed: int


def happened(state: State) -> Happened | None:
    """What the last movement brought, so far or in all; None when there was none."""
    if state.began_at is None:
        return None
    span = (state.began_at, state.ended_at or clock.now())
    return Happened(
        days=(rules.today(span[1]) - rules.today(span[0])).days,
        invoices=_count(Invoice, Invoice.created_at, span),
        mails=_count(Message, Message.created_at, span),
        accepted=_count(Attempt, Attempt.submitted_at, span, Attempt.reached << ACCEPTED),
        failed=_count(Attempt, Attempt.submitted_at, span, Attempt.reached == FAILED),
    )


def _count(table, instant, span: tuple[datetime, datetime], *more) -> int:
    return table.select().where(instant.between(*span), *more).count()
