"""Contact messages as the staff list them."""

from __future__ import annotations

from typing import NamedTuple

from phoenix.care.models import ContactMessage

PAGE = 50


class Filters(NamedTuple):
    """What the list shows; empty is all. `q` is a number or an address."""

    state: str = ""
    team: str = ""
    q: str = ""


def listed(filters: Filters, after: int | None, size: int = PAGE) -> tuple[list[ContactMessage], int | None]:
    """A page of messages and where the next one begins: those to answer the oldest first, others the newest."""
    query = ContactMessage.select()
    if filters.q:
        number = int(filters.q) if filters.q.isdecimal() and len(filters.q) < 10 else 0
        query = query.where((ContactMessage.id == number) | (ContactMessage.email == filters.q))
    if filters.state:
        query = query.where(ContactMessage.state == filters.state)
    if filters.team:
        query = query.where(ContactMessage.team == filters.team)
    if filters.state == "open":
        query = query.where(ContactMessage.id > after) if after else query
        query = query.order_by(ContactMessage.id)
    else:
        query = query.where(ContactMessage.id < after) if after else query
        query = query.order_by(ContactMessage.id.desc())
    rows = list(query.limit(size + 1))
    return rows[:size], rows[size - 1].id if len(rows) > size else None
