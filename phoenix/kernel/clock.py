"""The one clock. Instants are aware UTC; legal days are dates in a market's zone.

Tests and the command line can set it, and a source can move it away from the machine's time;
nothing else in the code asks the machine for the time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_fixed: datetime | None = None
_source: Callable[[], timedelta | None] | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed if _fixed is not None else datetime.now(UTC) + offset()


def outside() -> datetime:
    """The present instant by the clocks of others, which no source moves: telephones that make
    one-time codes, browsers that keep cookies, Stripe."""
    return _fixed if _fixed is not None else datetime.now(UTC)


def offset() -> timedelta:
    """How far now() is ahead of outside(): nothing, unless a source moves the clock."""
    if _source is None or _fixed is not None:
        return timedelta()
    return _source() or timedelta()


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


def follow(source: Callable[[], timedelta | None] | None) -> None:
    """Run ahead of the machine by what `source()` gives at each moment; None: run with the machine."""
    global _source
    _source = source


@contextmanager
def frozen(instant: datetime):
    """Within this block the clock stands at `instant`."""
    before = _fixed
    set_to(instant)
    try:
        yield
    finally:
        set_to(before)
