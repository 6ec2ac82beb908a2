"""Months and what is counted in them, on plain values: recurring revenue, churn, sums that are overdue."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from phoenix.kernel import terms
from phoenix.kernel.money import half_up
from phoenix.kernel.values import frozen

AGES = (30, 60, 90)  # days overdue: up to each of these, then more


@frozen
class Month:
    """One calendar month of a seller's zone; `last` is its last day, or today in the month under way."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """As dates begin: 2026-11."""
        return self.first.isoformat()[:7]


def months(today: date, count: int) -> list[Month]:
    """The last `count` months up to the one under way, the oldest first."""
    found, first = [], today.replace(day=1)
    for _number in range(count):
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        found.append(Month(first, min(last, today)))
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


def monthly(billing: str, commitment: str, minor: int) -> int:
    """What a sum billed per period makes in a month, rounded once."""
    return half_up(minor, terms.BILLING_MONTHS.get(billing) or terms.term_months(commitment))


def rate(part: int, whole: int) -> int | None:
    """`part` of `whole` in basis points; None of nothing."""
    return half_up(part * 10_000, whole) if whole > 0 else None


def standing(before: int, started: Mapping[str, int], ended: Mapping[str, int], keys: Sequence[str]) -> list[int]:
    """How many run at the end of each month, from how many ran before the first."""
    found = []
    for key in keys:
        before += started.get(key, 0) - ended.get(key, 0)
        found.append(before)
    return found


def age_of(due_on: date, today: date) -> int:
    """Which of the ages a sum due that day has: 0 for up to AGES[0] days, and so on."""
    late = (today - due_on).days
    return sum(late > limit for limit in AGES)
