"""What a shop did before it had an archive, or before that kept a kind of row: taken over in order of time,
once, at `db upgrade` (clause 4.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

from phoenix.archive.models import ArchiveEntry
from phoenix.archive.service import Piece, append, write
from phoenix.archive.sources import Source, pieces, sources
from phoenix.database import transaction
from phoenix.kernel.sellers import SELLERS

OPENED, WIDENED = "archive.opened", "archive.widened"
ABOUT = "archive"
LATER = {"price.set", "price.dropped"}  # kept since the first archives were opened, which did not say their kinds
BATCH = 500


def open_archive() -> int:
    """Open the sellers' chains with what there is already, in one transaction; how many entries that made.

    Done once: a chain says itself that it was opened. The shop must be stopped, as for any upgrade.
    """
    with transaction():
        if _said():
            return 0
        return _take_over(OPENED, sources())


def widen_archive() -> int:
    """Take over what there is of the kinds that the archive did not keep when it was opened; how many entries."""
    with transaction():
        known = {kind for content in _said() for kind in content.get("kinds", ())}
        first = any("kinds" not in content for content in _said())
        new = [each for each in sources() if each.kind not in known and (each.kind in LATER or not first)]
        return _take_over(WIDENED, new) if new else 0


def _said() -> list[dict]:
    """What the archive says of its opening and widening, in its order."""
    mine = ArchiveEntry.select(ArchiveEntry.content).where(ArchiveEntry.subject == ABOUT, ArchiveEntry.kind << [OPENED, WIDENED])
    return [json.loads(content) for (content,) in mine.order_by(ArchiveEntry.id).tuples()]


def _take_over(kind: str, taken: list[Source]) -> int:
    """Write the entries of all rows of these sources, and that it was done."""
    known = (piece for _at, _place, piece in _in_order_of_time(taken))
    count = 0
    while batch := list(islice(known, BATCH)):
        write(batch)
        count += len(batch)
    kinds = sorted(each.kind for each in taken)
    for seller in SELLERS:
        append(kind, seller=seller, subject=ABOUT, content={"seller": seller, "taken_over": count, "kinds": kinds})
    return count


def _in_order_of_time(taken: Iterable[Source]) -> Iterator[tuple]:
    return merge(*(_rows(place, source) for place, source in enumerate(taken)), key=lambda each: each[:2])


def _rows(place: int, source: Source) -> Iterator[tuple[object, int, Piece]]:
    """What one source has, page by page: its rows were written in the order of their ids."""
    query, last = source.rows(), 0
    key = query.model.id
    while rows := list(query.where(key > last).order_by(key).limit(BATCH)):
        for row in rows:
            for piece in pieces(source, row):
                yield getattr(row, source.at), place, piece
        last = rows[-1].id
