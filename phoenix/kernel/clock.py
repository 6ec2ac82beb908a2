"""The one clock. Instants are aware UTC; legal days are dates in a market's zone.

Tests and the command line can set it; nothing else in the code asks the machine for the time.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_fixed: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed if _fixed is not None else datetime.now(UTC)


def today(timezone: str) -> date:
    """The present legal day in `timezone` (an IANA name)."""
    return local_day(now(), timezone)


def local_day(instant: datetime, timezone: str) -> date:
    """The legal day of an instant in `timezone`."""
    return instant.astimezone(ZoneInfo(timezone)).date()


def set_to(instant: datetime | None) -> None:
    """Stop the clock at an aware instant; None lets it run again."""
    global _fixed
    if instant is not None and instant.tzinfo is None:
        raise ValueError("the clock takes aware instants only")
    _fixed = instant.astimezone(UTC) if instant is not None else None


@contextmanager
def frozen(instant: datetime):
    """Within this block the clock stands at `instant`."""
    before = _fixed
    set_to(instant)
    try:
        yield
    finally:
        set_to(before)
