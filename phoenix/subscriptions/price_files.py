"""Files applied with open eyes: their lines and what their prices do to subscriptions are shown, and that is confirmed."""

from __future__ import annotations

import hashlib

from phoenix.catalogue import importing, vendor_lists
from phoenix.catalogue.models import CatalogueFile
from phoenix.catalogue.prices import PriceChange, change_prices, check, lock_plans, present_prices
from phoenix.catalogue.rules import PriceNotAllowed
from phoenix.catalogue.sheet_rules import Line
from phoenix.catalogue.vendor_lists import Proposals, Settings
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


@frozen
class VendorLook:
    """What a publisher's list proposes, what its prices would do, and what stands for all of it."""

    proposals: Proposals
    shown: list[Shown]
    refused: bool
    seen: str


def look_at_list(file: CatalogueFile, settings: Settings) -> VendorLook:
    """What setting the prices that a publisher's list proposes would do; `refused` where their day has come."""
    found = vendor_lists.proposals(file, settings)
    changes = found.changes(settings.valid_from)
    shown = repricing.effects(changes)
    refused = not all(_may_be_set(changes))
    both = f"{file.sha256}{found!r}{settings!r}" + repricing.mark(shown)
    return VendorLook(found, shown, refused, hashlib.sha256(both.encode()).hexdigest())


def apply_list(file: CatalogueFile, seen: str, by: str) -> int:
    """Set the prices of the very list and settings whose look was `seen`; how many.

    ChangedMeanwhile, or rules.PriceNotAllowed for a day that has come: nothing is changed.
    """
    with transaction():
        row = for_update(CatalogueFile.select().where(CatalogueFile.id == file.id)).get()
        settings = vendor_lists.settings_of(row)
        if settings is None:
            raise ChangedMeanwhile(row.name)
        lock_plans({each.plan.id for each in vendor_lists.proposals(row, settings).found})
        now = look_at_list(row, settings)
        if now.seen != seen:
            raise ChangedMeanwhile(row.name)
        changes = now.proposals.changes(settings.valid_from)
        change_prices(changes, by)
        importing.note(row, len(changes))
        return len(changes)


def _may_be_set(changes: list[PriceChange]):
    present = present_prices({each.plan_id for each in changes})
    for each in changes:
        try:
            check(each, present[each.place])
        except PriceNotAllowed:
            yield False
        else:
            yield True


def _look(file: CatalogueFile, found) -> Look:
    changes = found.changes() if file.kind == importing.PRICES else []
    shown = repricing.effects(changes) if changes else []
    both = importing.mark(file, found.lines) + repricing.mark(shown)
    return Look(found.lines, shown, hashlib.sha256(both.encode()).hexdigest())
