"""Files as the staff's pages list and count them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from peewee import fn

from phoenix.files.models import StoredFile
from phoenix.files.rules import INFECTED, UNSCANNED, WAITING

PAGE = 50
SLOW = timedelta(minutes=10)
# What the list may be narrowed to.
VIEWS = {
    "all": StoredFile.id > 0,
    "bulky": StoredFile.bulky == "open",
    "waiting": StoredFile.state == WAITING,
    "unscanned": StoredFile.state == UNSCANNED,
    "infected": StoredFile.state == INFECTED,
}


def listed(view: str, kinds: Sequence[str], below: int | None, size: int = PAGE) -> tuple[list[StoredFile], int | None]:
    """A page of files of these kinds, the latest first, and where the next one begins."""
    query = StoredFile.select().where(VIEWS[view], StoredFile.kind << list(kinds))
    query = query.where(StoredFile.id < below) if below else query
    rows = list(query.order_by(StoredFile.id.desc()).limit(size + 1))
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def bulky() -> tuple[int, datetime | None]:
    """Subjects whose papers are too many and that nobody looked after, and since when the first waits."""
    return _counted(StoredFile.bulky == "open")


def waiting(now: datetime) -> tuple[int, datetime | None]:
    """Files that wait for the scanner for longer than it takes, and since when the first does."""
    return _counted((StoredFile.state == WAITING) & (StoredFile.created_at < now - SLOW))


def _counted(where) -> tuple[int, datetime | None]:
    count, first = StoredFile.select(fn.COUNT(StoredFile.id), fn.MIN(StoredFile.created_at)).where(where).tuples().get()
    return count, StoredFile.created_at.python_value(first)
