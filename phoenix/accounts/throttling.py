"""How fast one may guess (clause 14b): after a few failures, growing delays, then a stop.

A pure rule on recorded failures. Successes elsewhere forgive nothing; a person's own network,
from which the account has been opened lately, counts apart, so that strangers who guess at an
account do not lock its owner out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from phoenix.kernel.addresses import network_of
from phoenix.kernel.values import frozen

__all__ = ["ACCOUNT", "KNOWN_NETWORK_FOR", "MAILS", "NETWORK", "NETWORK_MAILS", "Pace", "TooMany", "network_of", "wait_until"]


@frozen
class Pace:
    """`free` failures without wait, then a delay that doubles, then a stop until old ones age."""

    free: int
    first_delay: timedelta
    longest_delay: timedelta
    stop_at: int
    window: timedelta


ACCOUNT = Pace(5, timedelta(seconds=30), timedelta(minutes=30), 20, timedelta(hours=24))
NETWORK = Pace(50, timedelta(seconds=15), timedelta(minutes=15), 200, timedelta(hours=6))
MAILS = Pace(3, timedelta(minutes=2), timedelta(hours=2), 8, timedelta(hours=24))
NETWORK_MAILS = Pace(60, timedelta(minutes=1), timedelta(hours=2), 200, timedelta(hours=24))
KNOWN_NETWORK_FOR = timedelta(days=60)


class TooMany(Exception):
    """No further try before `until` (an aware instant)."""

    def __init__(self, until: datetime):
        super().__init__(until.isoformat())
        self.until = until


def wait_until(failures: list[datetime], pace: Pace, now: datetime) -> datetime | None:
    """When the next try is allowed, given the instants of past failures; None: now."""
    recent = sorted(instant for instant in failures if now - pace.window < instant <= now)
    if len(recent) < pace.free:
        return None
    if len(recent) >= pace.stop_at:
        until = recent[-pace.stop_at] + pace.window
    else:
        doublings = len(recent) - pace.free
        delay = min(pace.first_delay * 2**doublings, pace.longest_delay)
        until = recent[-1] + delay
    return until if until > now else None
