"""How the demo's clock may be moved: forward only, day by day, the time of day as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from phoenix.kernel.clock import local_day
from phoenix.kernel.terms import months_on

ZONE = "Europe/Paris"
FARTHEST_YEARS = 5
# From two o'clock on, it is the same day in Casablanca.
EARLIEST = time(2)


class Refused(Exception):
    """The clock stays as it is."""


class RealShop(Refused):
    """A production shop keeps the machine's time."""


class NotForward(Refused):
    """The day asked for has begun or is over."""

    def __init__(self, today: date):
        super().__init__(today)
        self.today = today


class TooFar(Refused):
    """More years at a time than the shop goes through."""


class AlreadyMoving(Refused):
    """Somebody else moves it just now."""


def check(today: date, target: date) -> None:
    """Whether the clock may go from `today` to `target`; NotForward, TooFar."""
    if target <= today:
        raise NotForward(today)
    if target > farthest(today):
        raise TooFar()


def farthest(today: date) -> date:
    """The last day to which the clock may be moved at a time."""
    return months_on(today, 12 * FARTHEST_YEARS)


def days_to(today: date, target: date) -> Iterator[date]:
    """Each day to go through after `today`, the target included."""
    return (today + timedelta(days=count) for count in range(1, (target - today).days + 1))


def moment_on(day: date, now: datetime) -> datetime:
    """The instant, in UTC, when it is `day` in Paris at the present time of day."""
    there = ZoneInfo(ZONE)
    clock_time = max(now.astimezone(there).time(), EARLIEST)
    return datetime.combine(day, clock_time, tzinfo=there).astimezone(UTC)


def today(now: datetime) -> date:
    """The legal day that the clock's movements count in."""
    return local_day(now, ZONE)


def leaps(day: date) -> dict[str, date]:
    """Where a day, a month and a year lead to."""
    return {"day": day + timedelta(days=1), "month": months_on(day, 1), "year": months_on(day, 12)}
