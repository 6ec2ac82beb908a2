"""Bank days of the euro area: when a debit may be presented again."""

from __future__ import annotations

import importlib
from datetime import date, timedelta


def bank_day_after(day: date, count: int) -> date:
    """The `count`-th TARGET bank day after `day`."""
    calendar = importlib.import_module("holidays").financial_holidays("ECB")
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in calendar:
            count -= 1
    return day
