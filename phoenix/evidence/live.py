"""The rows that the shop works with beside what the archive keeps of them (clause 4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from phoenix.archive.models import ArchiveEntry
from phoenix.archive.service import Piece
from phoenix.archive.sources import Source, pieces, sources

BATCH = 300


class Difference(NamedTuple):
    """A row that is no longer what its entry `number` says; without any entry, `number` is None."""

    kind: str
    row: int
    seller: str
    subject: str
    number: int | None


def differences() -> Iterator[Difference]:
    """Rows that were altered since they became evidence, or that never did; page by page."""
    for source in sources():
        if source.fixed:
            yield from _of_source(source)


def _of_source(source: Source) -> Iterator[Difference]:
    query, last = source.rows(), 0
    key = query.model.id
    while rows := list(query.where(key > last).order_by(key).limit(BATCH)):
        made = [(row.id, piece) for row in rows for piece in pieces(source, row)]
        kept = _kept(source.kind, {piece.subject for _row, piece in made})
        for row_id, piece in made:
            if found := _difference(row_id, piece, kept):
                yield found
        last = rows[-1].id


def _kept(kind: str, subjects: set[str]) -> dict[tuple, dict[str, int]]:
    """(seller, subject) → content and files → the number of the entry."""
    wanted = ArchiveEntry.select(
        ArchiveEntry.seller, ArchiveEntry.subject, ArchiveEntry.content, ArchiveEntry.files, ArchiveEntry.number
    ).where(ArchiveEntry.subject << list(subjects), ArchiveEntry.kind == kind)
    found: dict[tuple, dict[str, int]] = {}
    for seller, subject, content, files, number in wanted.tuples():
        found.setdefault((seller, subject), {})[content + files] = number
    return found


def _difference(row_id: int, piece: Piece, kept: dict) -> Difference | None:
    known = kept.get((piece.seller, piece.subject), {})
    if piece.content + piece.files in known:
        return None
    mine = next((number for content, number in known.items() if f'"row":{row_id},' in content), None)
    return Difference(piece.kind, row_id, piece.seller, piece.subject, mine)
