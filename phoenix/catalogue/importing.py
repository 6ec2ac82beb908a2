"""Files of products and prices that come in: kept, compared, and applied as they were shown, all or nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from phoenix.catalogue import price_sheet, product_sheet, sheets
from phoenix.catalogue.models import CatalogueFile
from phoenix.catalogue.sheet_rules import WRONG, Line
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.team import audit
from phoenix.web.models import bump_stamp

PRODUCTS, PRICES, VENDOR = "products", "prices", "vendor"
SHEETS = {PRODUCTS: product_sheet, PRICES: price_sheet}
REQUIRED = {PRODUCTS: ("reference",), PRICES: ("reference", "commitment", "billing")}
KEPT = timedelta(days=30)


class Faulty(ValueError):
    """Lines of the file are wrong; nothing was applied."""


@frozen
class By:
    """Who brings a file: a member of the staff."""

    member_id: int | None
    name: str


def export(kind: str):
    """A table as the shop has it now, as the lines of a file."""
    sheet = SHEETS[kind]
    return sheets.written(sheet.COLUMNS, sheet.export())


def receive(name: str, data: bytes, by: By) -> CatalogueFile:
    """Keep a file of products or prices, to be looked at and applied; sheets.Unreadable when it is neither."""
    text = sheets.decoded(data)
    kind = _kind(text)
    table_of(kind, text)
    return keep(kind, name, text, by)


def keep(kind: str, name: str, text: str, by: By, settings: dict | None = None) -> CatalogueFile:
    """Keep a file's text as it is; those of a month ago go."""
    with transaction():
        CatalogueFile.delete().where(CatalogueFile.received_at < clock.now() - KEPT).execute()
        return CatalogueFile.create(
            kind=kind,
            name=name[:200],
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            content=text,
            settings=settings or {},
            member_id=by.member_id,
            by=by.name,
            received_at=clock.now(),
        )


def _kind(text: str) -> str:
    """Prices say a commitment; what else knows a reference is products."""
    columns = {name.strip().lower() for name in sheets.read(text).columns}
    return PRICES if {"commitment", "amount"} & columns else PRODUCTS


def table_of(kind: str, text: str) -> sheets.Table:
    """The table in a file; sheets.Unreadable."""
    table = sheets.read(text, SHEETS[kind].COLUMNS)
    for name in REQUIRED[kind]:
        if name not in table.columns:
            raise sheets.Unreadable(sheets.MISSING_COLUMN, 1, name)
    return table


def compared(file: CatalogueFile, lock: bool = False):
    """What applying the file would change now: a `Comparing` of its sheet."""
    return SHEETS[file.kind].Comparing(table_of(file.kind, file.content), lock)


def mark(file: CatalogueFile, lines: list[Line]) -> str:
    """Stands for a file and what it was seen to change."""
    return hashlib.sha256(f"{file.sha256}{lines!r}".encode()).hexdigest()


def write(file: CatalogueFile, found, by: str) -> int:
    """Make the changes, in the caller's transaction; how many. Faulty when a line is wrong."""
    if any(line.state == WRONG for line in found.lines):
        raise Faulty(file.name)
    done = found.write(by) if file.kind == PRICES else found.write()
    bump_stamp()
    note(file, done)
    return done


def note(file: CatalogueFile, done: int) -> None:
    """The file is applied: in the staff's log, in the caller's transaction."""
    audit.record("catalogue_imported", f"catalogue-file:{file.id}", None, {"file": file.name, "sha256": file.sha256, "changes": done})
    CatalogueFile.update(applied_at=clock.now()).where(CatalogueFile.id == file.id).execute()


def files(count: int = 20) -> list[CatalogueFile]:
    """The files that came in last, without their content."""
    fields = [field for field in CatalogueFile._meta.sorted_fields if field is not CatalogueFile.content]
    return list(CatalogueFile.select(*fields).order_by(CatalogueFile.id.desc()).limit(count))
