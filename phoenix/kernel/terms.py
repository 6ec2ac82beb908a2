"""Terms and periods of subscriptions: whole months counted from the anchor (spec: subscriptions.md).

Days are legal days of the seller's country; a period covers [start, end).
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from phoenix.kernel.values import frozen

ONE_OFF = "one_off"
COMMITMENT_MONTHS = {"none": 1, "P1M": 1, "P1Y": 12, "P3Y": 36}
BILLING_MONTHS = {"month": 1, "year": 12}
ALLOWED = frozenset(
    {
        ("none", "month"),
        ("P1M", "month"),
        ("P1Y", "month"),
        ("P1Y", "once"),
        ("P3Y", "month"),
        ("P3Y", "year"),
        ("P3Y", "once"),
    }
)


@frozen
class Span:
    """The days from `start` until the day before `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day, as people say it."""
        return self.end - timedelta(days=1)


def months_on(anchor: date, count: int) -> date:
    """The day `count` months after the anchor (before it, below 0): same day, or the month's last where it has none."""
    index = anchor.year * 12 + anchor.month - 1 + count
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, last))


def term_months(commitment: str) -> int:
    """Length of a term in months; KeyError for what is no commitment."""
    return COMMITMENT_MONTHS[commitment]


def term(anchor: date, commitment: str, number: int = 1) -> Span:
    """Term `number` (from 1) of a subscription that began on `anchor`."""
    length = term_months(commitment)
    return Span(months_on(anchor, (number - 1) * length), months_on(anchor, number * length))


def periods(anchor: date, commitment: str, billing: str, number: int = 1) -> list[Span]:
    """The billing periods of term `number`: months, years, or the whole (clause 6.2b)."""
    length = term_months(commitment)
    step = BILLING_MONTHS.get(billing, length)
    first = (number - 1) * length
    return [
        Span(months_on(anchor, first + k), months_on(anchor, first + k + step))
        for k in range(0, length, step)
    ]
