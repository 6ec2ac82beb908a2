"""The clocks of this room, on plain days: one month to answer, and how long each thing is kept (clauses 9.3, 3.3a)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from phoenix.kernel.terms import months_on

ACCESS = "access"
PORTABILITY = "portability"
RECTIFICATION = "rectification"
ERASURE = "erasure"
OBJECTION = "objection"
RESTRICTION = "restriction"
KINDS = (ACCESS, PORTABILITY, RECTIFICATION, ERASURE, OBJECTION, RESTRICTION)
DOWNLOADED = (ACCESS, PORTABILITY)

ERASURE_WAITS = timedelta(days=7)
IDLE_MONTHS = 24
IDLE_NOTICE = timedelta(days=30)
LEGAL_ZONE = ZoneInfo("Europe/Paris")


def due_on(received_on: date) -> date:
    """The last day to answer: the same day of the next month, or its last where it has none (clause 9.3)."""
    return months_on(received_on, 1)


def extended_due_on(received_on: date) -> date:
    """The last day once extended by two months, counted from the receipt."""
    return months_on(received_on, 3)


def may_extend(received_on: date, today: date, extended: bool) -> bool:
    """Whether the clock may still be extended: once, and with word inside the first month."""
    return not extended and today <= due_on(received_on)


def days_left(last_day: date, today: date) -> int:
    """How many days remain to answer; 0 on the last one, below when it has passed."""
    return (last_day - today).days


def erased_on(received_on: date) -> date:
    """The day from which the software does an erasure that was not taken back."""
    return received_on + ERASURE_WAITS


def first_kept(day: date, months: int) -> date:
    """What is dated before this has been kept for `months` whole months on `day`, and goes."""
    return months_on(day, -months)


def instant_of(day: date) -> datetime:
    """The instant at which a legal day begins."""
    return datetime.combine(day, time.min, LEGAL_ZONE).astimezone(UTC)


def may_delete_idle(warned_on: date, day: date) -> bool:
    """Whether an idle account's notice has run: thirty whole days after the warning."""
    return day > warned_on + IDLE_NOTICE
