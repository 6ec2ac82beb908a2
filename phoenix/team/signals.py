"""What the software noticed and a person of the staff should look at, until somebody has."""

from __future__ import annotations

import peewee

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.team import audit
from phoenix.team.models import StaffSignal

PAGE = 50


def raise_signal(kind: str, subject: str, key: str, **detail) -> None:
    """Note it for the staff, in the caller's transaction; the same `key` again changes nothing."""
    StaffSignal.insert(kind=kind, subject=subject, key=f"{kind}:{key}", detail=detail, at=clock.now()).on_conflict_ignore().execute()


def open_signals(after: int = 0, size: int = PAGE) -> list[StaffSignal]:
    """Those that nobody has settled, the oldest first, after number `after`."""
    query = StaffSignal.select().where(StaffSignal.settled_at.is_null(), StaffSignal.id > after)
    return list(query.order_by(StaffSignal.id).limit(size))


def count_open() -> tuple[int, object]:
    """How many wait, and since when."""
    query = StaffSignal.select(peewee.fn.COUNT(StaffSignal.id), peewee.fn.MIN(StaffSignal.at))
    count, since = query.where(StaffSignal.settled_at.is_null()).tuples().get()
    return count, StaffSignal.at.python_value(since)


def settle(row: StaffSignal) -> bool:
    """A member has seen to it; False when a colleague had already."""
    waiting = (StaffSignal.id == row.id) & StaffSignal.settled_at.is_null()
    with transaction():
        if not StaffSignal.update(settled_at=clock.now()).where(waiting).execute():
            return False
        act = audit.record("signal_settled", row.subject, after={"kind": row.kind, "detail": row.detail})
        StaffSignal.update(settled_by=act.by).where(StaffSignal.id == row.id).execute()
        return True
