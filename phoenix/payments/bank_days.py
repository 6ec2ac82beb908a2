"""The days on which banks of the euro area settle debits (TARGET).

Only a refused debit asks, so the library of holidays (65 ms to load) is loaded at the first question.
"""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
SATURDAY = 5


def bank_day_after(day: date, count: int) -> date:
    """The `count`-th bank day after `day` (from 1); ValueError for a count below."""
    if count < 1:
        raise ValueError("bank days are counted from 1")
    while count:
        day += DAY
        count -= is_bank_day(day)
    return day


def is_bank_day(day: date) -> bool:
    """Whether TARGET is open on `day`."""
    return day.weekday() < SATURDAY and day not in _closed(day.year)


@cache
def _closed(year: int) -> frozenset[date]:
    """TARGET's holidays of a year, read once: its calendar is not safe to fill from two threads."""
    return frozenset(importlib.import_module("holidays").financial_holidays("ECB", years=year))
