"""What becomes evidence, and how: rooms say `note(kind, row)`, the evidence room says what is written of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import NamedTuple

from phoenix.archive.service import Piece, append, piece_of
from phoenix.database import database, transaction

_sources: dict[str, Source] = {}


class Source(NamedTuple):
    """One kind of entry made from a row: `rows()` selects those there are, `says(row)` gives what is
    written of one, as `append` takes it, for each chain that keeps it; `at` names the column of its time.

    `fixed` rows never change in what is written of them: they are compared with their entries.
    """

    kind: str
    rows: Callable
    says: Callable
    at: str
    fixed: bool = True


def register(source: Source) -> None:
    """Know a kind, at the start of the app."""
    _sources[source.kind] = source


def sources() -> list[Source]:
    """Every kind that is made from rows."""
    return list(_sources.values())


def source_of(kind: str) -> Source:
    """The source of a kind."""
    return _sources[kind]


def note(kind: str, row) -> None:
    """Keep this row as evidence of that kind, with the caller's transaction."""
    for said in _sources[kind].says(row):
        append(kind, **said)


def pieces(source: Source, row) -> list[Piece]:
    """What `note` would keep of a row."""
    return [piece_of(source.kind, **said) for said in source.says(row)]


class Kept:
    """A model whose every new row is evidence of the kind `evidence`, whoever creates it."""

    evidence: str

    @classmethod
    def create(cls, **values):
        """Insert the row and its entry together."""
        with nullcontext() if database.in_transaction() else transaction():
            row = super().create(**values)
            note(cls.evidence, row)
        return row
