"""Files as the staff's pages list and count them."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import fn

from phoenix.files.models import StoredFile
from phoenix.files.rules import INFECTED, UNSCANNED, WAITING

SLOW = timedelta(minutes=10)
# What staff look for.
VIEWS = {
    "bulky": StoredFile.bulky == "open",
    "waiting": StoredFile.state == WAITING,
    "unscanned": StoredFile.state == UNSCANNED,
    "infected": StoredFile.state == INFECTED,
}


def bulky() -> tuple[int, datetime | None]:
    """Subjects whose papers are too many and that nobody looked after, and since when the first waits."""
    return _counted(StoredFile.bulky == "open")


def waiting(now: datetime) -> tuple[int, datetime | None]:
    """Files that wait for the scanner for longer than it takes, and since when the first does."""
    return _counted((StoredFile.state == WAITING) & (StoredFile.created_at < now - SLOW))


def _counted(where) -> tuple[int, datetime | None]:
    count, first = StoredFile.select(fn.COUNT(StoredFile.id), fn.MIN(StoredFile.created_at)).where(where).tuples().get()
    return count, StoredFile.created_at.python_value(first)
