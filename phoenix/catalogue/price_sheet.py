"""Plans and their prices as one table, a line for each price (clauses 5a, 5b, 15a)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import peewee

from phoenix.catalogue import plans, rules, sheets
from phoenix.catalogue.models import Plan, Price, Product
from phoenix.catalogue.prices import PriceChange, change_prices, check, present_prices
from phoenix.catalogue.product_sheet import TWICE
from phoenix.catalogue.sheet_rules import CHANGED, NEW, SAME, WRONG, Difference, Line
from phoenix.catalogue.sheets import Cell, Column
from phoenix.database import for_update
from phoenix.kernel.amounts import read_amount, write_amount
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money

BATCH = 200
KEY = ("reference", "commitment", "billing", "country", "valid_from")
OF_PLAN = ("vendor_sku", "vendor_window_hours", "withdrawn_on")
BEGUN, NOT_ALLOWED, OTHER_CURRENCY, TWO_WORDS, UNKNOWN_PRODUCT = "begun", "plan not allowed", "other currency", "two words", "unknown product"


def _window(cell: str) -> int:
    hours = sheets.read_number(cell)
    if not 25 <= hours <= 8_760:
        raise Cell(sheets.NOT_NUMBER)
    return hours


COLUMNS = {
    each.name: each
    for each in (
        Column("reference", sheets.text_of(40, presence=True)),
        Column("commitment", sheets.choice_of(("one_off", *rules.COMMITTED_MONTHS))),
        Column("billing", sheets.choice_of(("month", "year", "once"))),
        Column("vendor_sku", sheets.optional(sheets.text_of(60))),
        Column("vendor_window_hours", sheets.optional(_window)),
        Column("withdrawn_on", sheets.read_day),
        Column("country", sheets.optional(sheets.choice_of(COUNTRIES))),
        Column("valid_from", sheets.read_day),
        Column("amount", sheets.text_of(20)),
        Column("currency", sheets.text_of(3)),
        Column("set_by", sheets.text_of()),
    )
}


def export() -> Iterator[list[str]]:
    """Every price as cells, past ones too; a plan that has none has a line as well."""
    after = 0
    while rows := list(_plans().where(Plan.id > after).order_by(Plan.id).limit(BATCH)):
        prices = present_prices([row.id for row in rows])
        for row in rows:
            mine = [(country, price) for country in COUNTRIES for price in prices.get((row.id, country), {}).values()]
            for country, price in mine or [(None, None)]:
                yield _cells(row, country, price)
        after = rows[-1].id


def _plans():
    return Plan.select(Plan, Product).join(Product)


def _cells(plan: Plan, country: str | None, price: Price | None) -> list[str]:
    values = {
        "reference": plan.product.reference,
        "commitment": plan.commitment,
        "billing": plan.billing,
        **plans.plan_values(plan),
        "country": country,
        "valid_from": price and price.valid_from,
        "amount": write_amount(Money(price.amount, price.currency)) if price else "",
        "currency": price.currency if price else "",
        "set_by": (price.set_by if price else "") or "",
    }
    return [column.write(values[name]) for name, column in COLUMNS.items()]


class Comparing:
    """What the lines of a table would change of plans and prices, by how these stand now."""

    def __init__(self, table: sheets.Table, lock: bool = False):
        references = sorted({row["reference"] for _line, row in table.rows})
        self.products: dict[str, Product] = {}
        self.plans: dict[tuple, Plan] = {}
        for batch in peewee.chunked(references, BATCH):
            self.products.update((row.reference, row) for row in Product.select().where(Product.reference.in_(batch)))
            query = _plans().where(Product.reference.in_(batch)).order_by(Plan.id)
            for plan in for_update(query) if lock else query:
                self.plans[(plan.product.reference, plan.commitment, plan.billing)] = plan
        self.prices = present_prices([plan.id for plan in self.plans.values()])
        self.of_plan: dict[tuple, dict] = {}  # what the lines say of each plan
        self.added: dict[tuple, None] = {}
        self.changed: dict[tuple, dict] = {}
        self.wanted: dict[tuple, dict[tuple[str, date], Money]] = {}
        self.seen: set[tuple] = set()
        self.lines = [self._line(number, row) for number, row in table.rows]

    def changes(self) -> list[PriceChange]:
        """The prices of plans that are there already: these have effects."""
        return [
            PriceChange(self.plans[key].id, country, day, amount)
            for key, prices in self.wanted.items()
            for (country, day), amount in prices.items()
            if key in self.plans
        ]

    def write(self, by: str) -> int:
        """Make the changes, in the caller's transaction; how many plans and prices."""
        for key in self.added:
            reference, commitment, billing = key
            self.plans[key] = plans.add_plan(self.products[reference], commitment, billing)
        for key, values in self.changed.items():
            plans.write_plan(self.plans[key], values)
        changes = self.changes()
        if changes:
            change_prices(changes, by)
        return len(self.added) + len(self.changed) + len(changes)

    def _line(self, number: int, row: dict[str, str]) -> Line:
        values, errors = {}, []
        for name, cell in row.items():
            try:
                values[name] = COLUMNS[name].read(cell)
            except Cell as error:
                errors.append((name, error.reason))
        key = tuple(row.get(name, "") for name in KEY)
        if key in self.seen:
            errors.append(("reference", TWICE))
        self.seen.add(key)
        told = " ".join(part for part in key if part)
        differences: list[Difference] = []
        is_new = False
        if not errors:
            try:
                is_new = self._compare(values, differences)
            except _Fault as fault:
                errors.append((fault.column, fault.reason))
        if errors:
            return Line(number, told, WRONG, tuple(differences), tuple(errors))
        return Line(number, told, (NEW if is_new else CHANGED) if differences or is_new else SAME, tuple(differences))

    def _compare(self, values: dict, differences: list[Difference]) -> bool:
        """Note what the line changes; whether it is a new plan or price."""
        key = tuple(values[name] for name in KEY[:3])
        plan, added = self._plan(key)
        given = {name: values[name] for name in OF_PLAN if name in values}
        if self.of_plan.setdefault(key, given) != given:
            raise _Fault(next(name for name in given if given[name] != self.of_plan[key][name]), TWO_WORDS)
        before = plans.plan_values(plan) if plan else dict.fromkeys(OF_PLAN)
        changes = {name: value for name, value in given.items() if value != before[name]}
        if changes:
            self.changed[key] = changes
            differences += [Difference(name, COLUMNS[name].write(before[name]), COLUMNS[name].write(value)) for name, value in changes.items()]
        return self._price(key, plan, values, differences) or added

    def _plan(self, key: tuple) -> tuple[Plan | None, bool]:
        reference, commitment, billing = key
        if reference not in self.products:
            raise _Fault("reference", UNKNOWN_PRODUCT)
        if key in self.plans:
            return self.plans[key], False
        try:
            rules.check_plan(self.products[reference].kind, commitment, billing)
        except rules.PlanNotAllowed:
            raise _Fault("billing", NOT_ALLOWED) from None
        is_first = key not in self.added
        self.added[key] = None
        return None, is_first

    def _price(self, key: tuple, plan: Plan | None, values: dict, differences: list[Difference]) -> bool:
        """Note the price of a line, if it has one; whether there was none for that day."""
        country, day, cell = (values.get(name) for name in ("country", "valid_from", "amount"))
        if not any((country, day, cell)):
            return False
        for name, value in (("country", country), ("valid_from", day), ("amount", cell)):
            if not value:
                raise _Fault(name, sheets.EMPTY)
        amount = _amount(cell, country, values.get("currency") or "")
        known = self.prices.get((plan.id, country), {}) if plan else {}
        row = known.get(day)
        if row is not None and row.amount == amount.minor:
            return False
        try:
            check(PriceChange(plan.id if plan else 0, country, day, amount), known)
        except rules.PriceNotAllowed:
            raise _Fault("valid_from", BEGUN) from None
        self.wanted.setdefault(key, {})[(country, day)] = amount
        differences.append(Difference("amount", write_amount(Money(row.amount, row.currency)) if row else "", write_amount(amount)))
        return row is None


class _Fault(ValueError):
    def __init__(self, column: str, reason: str):
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


def _amount(cell: str, country: str, currency: str) -> Money:
    expected = COUNTRIES[country].currency
    if currency and currency != expected:
        raise _Fault("currency", OTHER_CURRENCY)
    try:
        return read_amount(cell, expected)
    except ValueError:
        raise _Fault("amount", sheets.NOT_AMOUNT) from None
