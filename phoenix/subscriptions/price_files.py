"""Files applied with open eyes: their lines and what their prices do to subscriptions are shown, and that is confirmed."""

from __future__ import annotations

import hashlib

from phoenix.catalogue import importing
from phoenix.catalogue.models import CatalogueFile
from phoenix.catalogue.sheet_rules import Line
from phoenix.database import for_update, transaction
from phoenix.kernel.values import frozen
from phoenix.subscriptions import repricing
from phoenix.subscriptions.repricing import Shown


class ChangedMeanwhile(Exception):
    """The file would do something else by now than it was shown to do."""


@frozen
class Look:
    """What a file would do now: line by line, and its prices' effects; `seen` stands for all of it."""

    lines: list[Line]
    shown: list[Shown]
    seen: str


def look(file: CatalogueFile) -> Look:
    """What applying a file of products or prices would do."""
    return _look(file, importing.compared(file))


def apply(file: CatalogueFile, seen: str, by: str) -> int:
    """Apply the very file whose `look` was `seen`, in one transaction; how many changes.

    ChangedMeanwhile, or importing.Faulty for a line that is wrong: nothing is changed. Applied again it changes nothing.
    """
    with transaction():
        row = for_update(CatalogueFile.select().where(CatalogueFile.id == file.id)).get()
        found = importing.compared(row, lock=True)
        if _look(row, found).seen != seen:
            raise ChangedMeanwhile(row.name)
        return importing.write(row, found, by)


def _look(file: CatalogueFile, found) -> Look:
    changes = found.changes() if file.kind == importing.PRICES else []
    shown = repricing.effects(changes) if changes else []
    both = importing.mark(file, found.lines) + repricing.mark(shown)
    return Look(found.lines, shown, hashlib.sha256(both.encode()).hexdigest())
