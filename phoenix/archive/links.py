"""The links of a chain without what stands in its entries: enough to show that pieces hang together (clause 4.3)."""

from __future__ import annotations

from typing import NamedTuple

from phoenix.archive.rules import NOTHING_BEFORE, parts_sha256
from phoenix.database import database

MOST = 20_000
COLUMNS = "number, kind, subject, at, content_sha256, detail_sha256, files, previous_sha256"


class Links(NamedTuple):
    """From entry `first` on: the hash before it, then the hash of each entry's own parts, one after another."""

    first: int
    previous_sha256: str
    parts: list[str]


def links_from(seller: str, first: int, most: int = MOST) -> Links:
    """The links from an entry up to the head, or to as many as `most`."""
    mark = database.obj.param
    sql = (
        f"SELECT {COLUMNS} FROM archive_entry WHERE seller = {mark} AND number >= {mark} AND number < {mark} ORDER BY number"
    )
    previous, parts = NOTHING_BEFORE, []
    for number, kind, subject, at, content, detail, files, before in database.execute_sql(sql, (seller, first, first + most)).fetchall():
        previous = before if number == first else previous
        parts.append(parts_sha256(seller, number, kind, subject, at, content, detail, files))
    return Links(first, previous, parts)
