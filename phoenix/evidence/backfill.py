"""What a shop did before it had an archive: kept in order of time, once, at `db upgrade` (clause 4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice

from phoenix.archive.models import ArchiveEntry
from phoenix.archive.service import Piece, append, write
from phoenix.archive.sources import Source, pieces, sources
from phoenix.database import transaction
from phoenix.kernel.sellers import SELLERS

OPENED = "archive.opened"
BATCH = 500


def open_archive() -> int:
    """Open the sellers' chains with what there is already, in one transaction; how many entries that made.

    Done once: a chain says itself that it was opened. The shop must be stopped, as for any upgrade.
    """
    with transaction():
        if ArchiveEntry.select().where(ArchiveEntry.subject == "archive", ArchiveEntry.kind == OPENED).exists():
            return 0
        known = (piece for _at, _place, piece in _in_order_of_time())
        count = 0
        while batch := list(islice(known, BATCH)):
            write(batch)
            count += len(batch)
        for seller in SELLERS:
            append(OPENED, seller=seller, subject="archive", content={"seller": seller, "taken_over": count})
    return count


def _in_order_of_time() -> Iterator[tuple]:
    return merge(*(_rows(place, source) for place, source in enumerate(sources())), key=lambda each: each[:2])


def _rows(place: int, source: Source) -> Iterator[tuple[object, int, Piece]]:
    """What one source has, page by page: its rows were written in the order of their ids."""
    query, last = source.rows(), 0
    key = query.model.id
    while rows := list(query.where(key > last).order_by(key).limit(BATCH)):
        for row in rows:
            for piece in pieces(source, row):
                yield getattr(row, source.at), place, piece
        last = rows[-1].id
