"""Products and their texts as one table, a line a product (clauses 4.1a, 16a, 19b)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import peewee

from phoenix.catalogue import editing, plans, sheets
from phoenix.catalogue.blocks import blocks, written
from phoenix.catalogue.editing_rules import KINDS, LARGEST_POSITION, LARGEST_QUANTITY, TAKEN, UNKNOWN, UNITS, Wrong, check_product
from phoenix.catalogue.models import Family, PackItem, Plan, Product, Publisher
from phoenix.catalogue.search_index import index_products
from phoenix.catalogue.sheet_rules import CHANGED, NEW, SAME, WRONG, Difference, Line
from phoenix.catalogue.sheets import Cell, Column
from phoenix.database import for_update
from phoenix.team import audit

BATCH = 200
REQUIRED = ("slug", "kind", "family", "publisher", "unit", "name_fr")  # of a product that is not there yet
TWICE = "line twice"


def _number(least: int, most: int):
    def read(cell: str) -> int:
        value = sheets.read_number(cell)
        if not least <= value <= most:
            raise Cell(sheets.NOT_NUMBER)
        return value

    return read


def _words(cell: str) -> list[str]:
    return cell.split()


def _contents(cell: str) -> dict[str, int]:
    """`MS-101-P1Y-MONTH x 3`, parted by spaces, commas or lines."""
    found = {}
    for part in cell.replace(",", "\n").split("\n"):
        if part.strip():
            code, _sign, quantity = part.strip().rpartition(" x ")
            if not code:
                raise Cell(sheets.NOT_NUMBER)
            found[code.strip()] = sheets.read_number(quantity)
    return found


def _written_contents(value) -> str:
    return "\n".join(f"{code} x {quantity}" for code, quantity in value.items())


def _text(name: str, most: int, nullable: bool = False) -> Column:
    read = sheets.text_of(most)
    return Column(name, sheets.optional(read) if nullable else read)


def _texts(language: str) -> Iterator[Column]:
    yield _text(f"name_{language}", 200)
    yield _text(f"summary_{language}", 1_000)
    yield Column(f"description_{language}", lambda cell: blocks(sheets.text_of(10_000)(cell)) if cell else [], written)
    yield _text(f"limits_{language}", 2_000, nullable=True)
    yield _text(f"third_party_{language}", 2_000, nullable=True)


COLUMNS = {
    each.name: each
    for each in (
        Column("reference", sheets.text_of(40, presence=True)),
        Column("slug", sheets.text_of(120)),
        Column("kind", sheets.choice_of(KINDS)),
        Column("family", str),
        Column("publisher", str),
        Column("unit", sheets.choice_of(UNITS)),
        *_texts("fr"),
        *_texts("en"),
        Column("keywords", sheets.text_of(1_000)),
        Column("related", _words, " ".join),
        Column("specific_terms", _words, " ".join),
        Column("min_quantity", _number(1, LARGEST_QUANTITY)),
        Column("max_quantity", _number(1, LARGEST_QUANTITY)),
        Column("valid_from", sheets.read_day),
        Column("valid_until", sheets.read_day),
        Column("sold_fr", sheets.read_yes, sheets.write_yes),
        Column("sold_ma", sheets.read_yes, sheets.write_yes),
        Column("active", sheets.read_yes, sheets.write_yes),
        Column("position", _number(0, LARGEST_POSITION)),
        Column("contents", _contents, _written_contents),
    )
}


def export() -> Iterator[list[str]]:
    """Every product as cells, a few hundred at a time."""
    after = ""
    while True:
        rows = list(Product.select().where(Product.reference > after).order_by(Product.reference).limit(BATCH))
        if not rows:
            return
        shelves, parts = _Shelves(), _parts(rows)
        for row in rows:
            values = _values(row, shelves, parts)
            yield [column.write(values[name]) for name, column in COLUMNS.items()]
        after = rows[-1].reference


class _Shelves:
    """Families and publishers by address and by number."""

    def __init__(self):
        self.ids = {"family": _by_slug(Family), "publisher": _by_slug(Publisher)}
        self.slugs = {name: {number: slug for slug, number in known.items()} for name, known in self.ids.items()}


def _by_slug(model) -> dict[str, int]:
    return dict(model.select(model.slug, model.id).tuples())


def _parts(rows: Iterable[Product]) -> dict[int, dict[str, int]]:
    """What packs contain, by their number."""
    found: dict[int, dict[str, int]] = {}
    packs = [row.id for row in rows if row.kind == "pack"]
    query = PackItem.select(PackItem.pack, Plan.code, PackItem.quantity).join(Plan).where(PackItem.pack.in_(packs))
    for pack, code, quantity in query.order_by(PackItem.id).tuples():
        found.setdefault(pack, {})[code] = quantity
    return found


def _values(row: Product, shelves: _Shelves, parts: dict) -> dict:
    values = editing.product_values(row)
    for name in ("family", "publisher"):
        values[name] = shelves.slugs[name][values[name]]
    return {**values, "contents": parts.get(row.id, {})}


class Comparing:
    """What the lines of a table would change of the products, by how these stand now."""

    def __init__(self, table: sheets.Table, lock: bool = False):
        references = [row["reference"] for _line, row in table.rows]
        self.present: dict[str, Product] = {}
        for batch in peewee.chunked(references, BATCH):
            query = Product.select().where(Product.reference.in_(batch)).order_by(Product.id)
            self.present.update((row.reference, row) for row in (for_update(query) if lock else query))
        self.shelves, self.parts = _Shelves(), _parts(self.present.values())
        self.slugs = self._known_slugs(table)
        self.seen: set[str] = set()
        self.values: dict[str, dict] = {}  # what is to be written, by reference
        self.lines = [self._line(number, row) for number, row in table.rows]

    def _known_slugs(self, table: sheets.Table) -> dict[str, str]:
        """The reference that has each slug which the table names."""
        asked = {slug for _line, row in table.rows for slug in [row.get("slug", ""), *row.get("related", "").split()] if slug}
        found = {}
        for batch in peewee.chunked(sorted(asked), 500):
            found.update(Product.select(Product.slug, Product.reference).where(Product.slug.in_(batch)).tuples())
        return found

    def _line(self, number: int, row: dict[str, str]) -> Line:
        reference = row["reference"]
        present = self.present.get(reference)
        before = _values(present, self.shelves, self.parts) if present else {}
        changes, differences, errors = {}, [], []
        for name, cell in row.items():
            try:
                self._compare(name, cell, before, changes, differences)
            except Cell as error:
                errors.append((name, error.reason))
        if reference in self.seen:
            errors.append(("reference", TWICE))
        self.seen.add(reference)
        errors += [] if errors else self._faults(present, changes)
        if errors:
            return Line(number, reference, WRONG, tuple(differences), tuple(errors))
        if not changes:
            return Line(number, reference, SAME)
        self.values[reference] = self._stored(changes)
        return Line(number, reference, CHANGED if present else NEW, tuple(differences))

    def _compare(self, name: str, cell: str, before: dict, changes: dict, differences: list) -> None:
        """Note what the cell changes; one that says what the shop would write changes nothing. Cell when it is wrong."""
        column = COLUMNS[name]
        shown = column.write(before[name]) if before else ""
        if before and cell == sheets.come_back(shown):
            return
        if not before and not cell and name not in REQUIRED:
            return
        value = self._read(name, cell)
        if before and value == before[name]:
            return
        changes[name] = value
        differences.append(Difference(name, shown, column.write(value)))

    def _read(self, name: str, cell: str):
        value = COLUMNS[name].read(cell)
        if name in ("family", "publisher") and value not in self.shelves.ids[name]:
            raise Cell(sheets.NOT_CHOICE)
        if name == "related" and any(slug not in self.slugs for slug in value):
            raise Cell(UNKNOWN)
        return value

    def _faults(self, present: Product | None, changes: dict) -> list[tuple[str, str]]:
        """Why the values do not go together."""
        missing = [(name, sheets.EMPTY) for name in REQUIRED if not present and not changes.get(name)]
        if missing or not changes:
            return missing
        slug = changes.get("slug")
        faults = [("slug", TAKEN)] if slug in self.slugs else []
        if slug:
            self.slugs[slug] = changes.get("reference", "")
        try:
            check_product(
                {name: value for name, value in changes.items() if name != "contents"},
                editing.product_values(present) if present else None,
                has_prices=present is not None and bool({"slug", "kind", "unit"} & set(changes)) and editing.has_prices(present),
            )
            if changes.get("contents"):
                plans.check_contents(changes["contents"])
        except Wrong as error:
            faults += list(error.reasons.items())
        return faults

    def _stored(self, changes: dict) -> dict:
        ids = {name: self.shelves.ids[name][changes[name]] for name in ("family", "publisher") if name in changes}
        return {**changes, **ids}

    def write(self) -> int:
        """Make the changes, in the caller's transaction; how many products."""
        written_ids = []
        for reference, values in self.values.items():
            values = dict(values)
            contents = values.pop("contents", None)
            row = self._write_one(self.present.get(reference), values)
            if contents is not None:
                plans.write_contents(row, contents)
            written_ids.append(row.id)
        for batch in peewee.chunked(written_ids, BATCH):
            index_products(list(batch))
        return len(written_ids)

    def _write_one(self, present: Product | None, values: dict) -> Product:
        if present:
            editing.write_product(present, values)
            return present
        row = Product.create(**{"name_en": "", "active": False, "position": editing.last_position() + 1, **values})
        audit.record("product_created", f"product:{row.reference}", None, editing.told(editing.product_values(row), values))
        return row
