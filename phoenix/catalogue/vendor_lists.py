"""A publisher's price list: its lines brought to our plans, our prices proposed from it (clauses 5a, 15a)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import peewee

from phoenix.catalogue import importing, sheets
from phoenix.catalogue.models import CatalogueFile, Plan, Product
from phoenix.catalogue.offers import currency_of
from phoenix.catalogue.prices import PriceChange, present_prices
from phoenix.catalogue.rules import DatedPrice, in_force
from phoenix.catalogue.vendor_rules import KEPT, REQUIRED, NotAPrice, Offered, offered, proposed
from phoenix.database import for_update, transaction
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.team import audit

LARGEST_FILE = 40_000_000
MOST_LINES = 200_000
NEW, CHANGED, SAME = "new", "changed", "same"
UNMAPPED, NO_PLAN, OTHER_CURRENCY, OTHER_TIER, ENDED = "unmapped", "no plan", "other currency", "other tier", "ended"


@frozen
class Settings:
    """How prices are made from a list: of which segment, with which margin (basis points), from which day, for which countries."""

    segment: str
    margin: int
    valid_from: date
    countries: tuple[str, ...]

    def to_json(self) -> dict:
        """As the file keeps them."""
        return {"segment": self.segment, "margin": self.margin, "valid_from": self.valid_from.isoformat(), "countries": list(self.countries)}


@frozen
class Proposal:
    """What a line proposes for a plan, or why nothing; `present` counts on that day as things stand."""

    line: Offered
    state: str
    plan: Plan | None = None
    present: Money | None = None
    amount: Money | None = None


@frozen
class Proposals:
    """All that a list proposes: for plans, and the references that no plan has yet (sku, title, how many lines)."""

    found: list[Proposal]
    unmapped: list[tuple[str, str, int]]
    left_out: dict[str, int]

    def changes(self, day: date) -> list[PriceChange]:
        """The prices to be set."""
        return [PriceChange(each.plan.id, each.line.country, day, each.amount) for each in self.found if each.state in (NEW, CHANGED)]


def receive(name: str, data: bytes, by: importing.By) -> CatalogueFile:
    """Keep the lines of a list that are about our countries; sheets.Unreadable when it is no such list."""
    if len(data) > LARGEST_FILE:
        raise sheets.Unreadable(sheets.TOO_LARGE)
    table = sheets.read(_decoded(data), most=MOST_LINES)
    for wanted in REQUIRED:
        if wanted not in table.columns:
            raise sheets.Unreadable(sheets.MISSING_COLUMN, 1, wanted)
    for number, row in table.rows:
        try:
            offered(number, row)
        except NotAPrice as error:
            raise sheets.Unreadable(sheets.NOT_AMOUNT, number, str(error)) from None
    columns = [column for column in KEPT if column in table.columns]
    ours = [[row[column] for column in columns] for _number, row in table.rows if row["Market"].upper() in ("FR", "MA")]
    return importing.keep(importing.VENDOR, name, "".join(sheets.written(columns, ours)), by)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise sheets.Unreadable(sheets.NOT_TEXT) from None


def settle(file: CatalogueFile, settings: Settings) -> None:
    """Say how prices are made from it."""
    with transaction():
        CatalogueFile.update(settings=settings.to_json()).where(CatalogueFile.id == file.id).execute()


def settings_of(file: CatalogueFile) -> Settings | None:
    """What was settled; None before."""
    kept = file.settings
    return Settings(kept["segment"], kept["margin"], date.fromisoformat(kept["valid_from"]), tuple(kept["countries"])) if kept else None


def lines_of(file: CatalogueFile) -> list[Offered]:
    """What the list offers in our countries."""
    return [offered(number, row) for number, row in sheets.read(file.content, most=MOST_LINES).rows]


def proposals(file: CatalogueFile, settings: Settings) -> Proposals:
    """What the list proposes under these settings, by how plans and prices stand now; constant in queries but for batches."""
    lines = [line for line in lines_of(file) if line.segment == settings.segment and line.country in settings.countries]
    plans = _plans({line.sku for line in lines})
    prices = present_prices([plan.id for rows in plans.values() for plan in rows])
    found: list[Proposal] = []
    unmapped: dict[str, tuple[str, int]] = {}
    left_out: dict[str, int] = defaultdict(int)
    done: set[tuple] = set()
    for line in lines:
        state = _standing(line, settings.valid_from)
        if state:
            left_out[state] += 1
        elif line.sku not in plans:
            title, count = unmapped.get(line.sku, (line.title, 0))
            unmapped[line.sku] = (title, count + 1)
        else:
            mine = [plan for plan in plans[line.sku] if (plan.commitment, plan.billing) in line.pairs()]
            left_out[NO_PLAN] += not mine
            found += [_proposal(line, plan, settings, prices) for plan in mine if _first(done, plan, line.country)]
    return Proposals(found, [(sku, *told) for sku, told in sorted(unmapped.items(), key=lambda each: each[1])], dict(left_out))


def _standing(line: Offered, day: date) -> str:
    """Why a line is left out, if it is."""
    if line.currency != currency_of(line.country):
        return OTHER_CURRENCY
    if not line.first_tier:
        return OTHER_TIER
    return ENDED if line.ends_on and line.ends_on < day else ""


def _first(done: set[tuple], plan: Plan, country: str) -> bool:
    """Whether it is the first line about this plan and country: a list that says two prices is taken at its first word."""
    if (plan.id, country) in done:
        return False
    done.add((plan.id, country))
    return True


def _plans(skus: set[str]) -> dict[str, list[Plan]]:
    found: dict[str, list[Plan]] = defaultdict(list)
    for batch in peewee.chunked(sorted(skus), 500):
        for plan in Plan.select(Plan, Product).join(Product).where(Plan.vendor_sku.in_(batch)).order_by(Plan.code):
            found[plan.vendor_sku].append(plan)
    return found


def _proposal(line: Offered, plan: Plan, settings: Settings, prices: dict) -> Proposal:
    known = prices.get((plan.id, line.country), {})
    dated = [DatedPrice(day, Money(row.amount, row.currency)) for day, row in known.items()]
    present = in_force(dated, settings.valid_from)
    amount = proposed(line.term_price, plan.commitment, plan.billing, settings.margin, line.currency)
    state = NEW if present is None else SAME if present == amount else CHANGED
    return Proposal(line, state, plan, present, amount)


def bring_together(sku: str, product: Product) -> int:
    """Say that this reference of the publisher's list is that product: its plans are priced by it; how many plans.

    Plans that go by another reference keep it.
    """
    with transaction():
        free = Plan.select().where(Plan.product == product, Plan.vendor_sku.is_null())
        rows = list(for_update(free.order_by(Plan.id)))
        Plan.update(vendor_sku=sku).where(Plan.id.in_([row.id for row in rows])).execute()
        if rows:
            audit.record("vendor_sku_given", f"product:{product.reference}", None, {"sku": sku, "plans": [row.code for row in rows]})
    return len(rows)
