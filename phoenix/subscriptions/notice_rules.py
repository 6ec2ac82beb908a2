"""When a customer is told before a term ends, on plain values (clause 15b; L215-1 of the Code de la consommation)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from phoenix.kernel.terms import months_on
from phoenix.subscriptions.rules import RENEW, last_day_to_choose

LONG = ("P1Y", "P3Y")
LONG_OFFSETS = (60, 7)
SHORT_OFFSETS = (15,)
DEBIT_NOTICE = 14
# Non-professionals: not earlier than three months and not later than one month before the end.
EARLIEST, LATEST = 3, 1


def offsets(commitment: str) -> tuple[int, ...]:
    """How many days before a term's end its customer is told, the earliest first."""
    return LONG_OFFSETS if commitment in LONG else SHORT_OFFSETS


def notice_due(
    commitment: str,
    term_end: date,
    renewal: str,
    changes: bool,
    sent: Collection[int],
    today: date,
) -> int | None:
    """The notice to send today (its days before the end), None when there is none to send.

    `changes`: the renewal would be at another price, or not be possible. Short terms are told of
    nothing else. After a gap the one nearest to the end is sent; none once the choice is closed.
    """
    if renewal != RENEW or today > last_day_to_choose(commitment, term_end):
        return None
    if commitment not in LONG and not changes:
        return None
    begun = [days for days in offsets(commitment) if term_end - timedelta(days=days) <= today]
    return min(begun) if begun and min(begun) not in sent else None


def next_look(commitment: str, term_end: date, today: date) -> date | None:
    """The next day after `today` on which a notice of this term may fall due; None when none will."""
    days = [term_end - timedelta(days=each) for each in offsets(commitment)]
    return next((day for day in sorted(days) if day > today), None)


def announce_on(due: date) -> date:
    """The day on which a debit due on `due` is announced (SEPA: 14 days before)."""
    return due - timedelta(days=DEBIT_NOTICE)


def last_day_in_time(term_end: date) -> date:
    """The last day on which a notice counts for a non-professional."""
    return months_on(term_end, -LATEST)


def is_in_time(term_end: date, sent_on: date) -> bool:
    """Whether a notice counts for a non-professional: three calendar months to one before the end."""
    return months_on(term_end, -EARLIEST) <= sent_on <= last_day_in_time(term_end)
