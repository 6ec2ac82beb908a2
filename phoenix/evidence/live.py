"""The rows that the shop works with beside what the archive keeps of them (clause 4.3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from phoenix.archive.models import ArchiveEntry
from phoenix.archive.service import Piece, erased_subjects
from phoenix.archive.sources import Source, pieces, sources
from phoenix.kernel.sellers import SELLERS

BATCH = 300
# Rows that an erasure or a retention rule takes away are mentioned no more in those that stay (clause 3.3a).
MENTIONS = ("person", "organisation", "order", "mandate", "attempt", "refund", "corrects")


class Difference(NamedTuple):
    """A row that is no longer what its entry `number` says; without any entry, `number` is None."""

    kind: str
    row: int
    seller: str
    subject: str
    number: int | None


def differences() -> Iterator[Difference]:
    """Rows that were altered since they became evidence, or that never did; page by page.

    What an erasure was about is left aside: its rows may be emptied.
    """
    explained = {(seller, subject) for seller in SELLERS for subject in erased_subjects(seller)}
    for source in sources():
        if source.fixed:
            yield from _of_source(source, explained)


def _of_source(source: Source, explained: set[tuple[str, str]]) -> Iterator[Difference]:
    query, last = source.rows(), 0
    key = query.model.id
    while rows := list(query.where(key > last).order_by(key).limit(BATCH)):
        made = [(row.id, piece) for row in rows for piece in pieces(source, row)]
        kept = _kept(source.kind, {piece.subject for _row, piece in made})
        for row_id, piece in made:
            if (piece.seller, piece.subject) not in explained and (found := _difference(row_id, piece, kept)):
                yield found
        last = rows[-1].id


def _kept(kind: str, subjects: set[str]) -> dict[tuple, dict[tuple, int]]:
    """(seller, subject) → content and files → the number of the entry."""
    wanted = ArchiveEntry.select(
        ArchiveEntry.seller, ArchiveEntry.subject, ArchiveEntry.content, ArchiveEntry.files, ArchiveEntry.number
    ).where(ArchiveEntry.subject << list(subjects), ArchiveEntry.kind == kind)
    found: dict[tuple, dict[tuple, int]] = {}
    for seller, subject, content, files, number in wanted.tuples():
        found.setdefault((seller, subject), {})[content, files] = number
    return found


def _difference(row_id: int, piece: Piece, kept: dict) -> Difference | None:
    known = kept.get((piece.seller, piece.subject), {})
    if (piece.content, piece.files) in known:
        return None
    mine = {told: number for told, number in known.items() if f'"row":{row_id},' in told[0] or f'"row":{row_id}}}' in told[0]}
    if any(files == piece.files and _only_mentions_less(piece.content, content) for content, files in mine):
        return None
    return Difference(piece.kind, row_id, piece.seller, piece.subject, next(iter(mine.values()), None))


def _only_mentions_less(now: str, then: str) -> bool:
    """Whether all that changed is that somebody, or something, is mentioned no more."""
    present, past = json.loads(now), json.loads(then)
    lost = {name: None for name in MENTIONS if name in present and present[name] is None}
    return present == {**past, **lost}
