"""Prices are set, announced and withdrawn: many at a time, all of them or none (clauses 5a, 5b, 15a, 15c)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import peewee

from phoenix.archive.sources import note
from phoenix.catalogue import rules
from phoenix.catalogue.models import DroppedPrice, Plan, Price
from phoenix.catalogue.offers import currency_of
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.events import PriceSet, emit
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.team import audit
from phoenix.web.models import bump_stamp

BATCH = 500
Place = tuple[int, str]


@frozen
class PriceChange:
    """The net price of a plan in a country from a day on; without an amount, the one announced for that day is withdrawn."""

    plan_id: int
    country: str
    valid_from: date
    amount: Money | None

    @property
    def place(self) -> Place:
        """The plan and the country that it is about."""
        return self.plan_id, self.country


def check(change: PriceChange, days: Iterable[date]) -> None:
    """PriceNotAllowed for a day that has come and has its price, a withdrawal of nothing, or another currency.

    `days` are those on which the plan's prices in that country begin.
    """
    today = clock.today(COUNTRIES[change.country].timezone)
    if change.amount is None:
        rules.check_withdrawal(days, change.valid_from, today)
        return
    if change.amount.currency != currency_of(change.country) or change.amount.minor < 0:
        raise rules.PriceNotAllowed(f"{change.amount.currency} in {change.country}")
    rules.check_new_price(days, change.valid_from, today)


def change_prices(changes: list[PriceChange], by: str) -> None:
    """Set and withdraw these prices in one transaction; PriceNotAllowed for one of them changes none.

    What was announced and is no more is kept apart: it never counted, but customers were told.
    """
    changes = sorted(changes, key=lambda each: (*each.place, each.valid_from))
    with transaction():
        plans = lock_plans({each.plan_id for each in changes})
        present = present_prices(plans)
        for change in changes:
            check(change, present[change.place])
        _drop([present[each.place].get(each.valid_from) for each in changes], plans, by)
        _add([each for each in changes if each.amount is not None], plans, by)
        _record(changes, plans, present)
        bump_stamp()
        for plan_id in plans:
            emit(PriceSet(plan_id))


def lock_plans(plan_ids: set[int]) -> dict[int, Plan]:
    """These plans; nobody else changes their prices until the transaction ends."""
    found = {}
    for batch in peewee.chunked(sorted(plan_ids), BATCH):
        found.update((plan.id, plan) for plan in for_update(Plan.select().where(Plan.id.in_(batch)).order_by(Plan.id)))
    return found


def present_prices(plan_ids: Iterable[int]) -> dict[Place, dict[date, Price]]:
    """Every price of these plans by plan and country, and by the day on which it begins."""
    found: dict[Place, dict[date, Price]] = defaultdict(dict)
    for batch in peewee.chunked(list(plan_ids), BATCH):
        for row in Price.select().where(Price.plan.in_(batch)).order_by(Price.valid_from):
            found[(row.plan_id, row.country)][row.valid_from] = row
    return found


class Told(NamedTuple):
    """A price that was set once: announced, in force ("now"), past, or dropped before its day."""

    row: Price | DroppedPrice
    amount: Money
    state: str


def history(plan: Plan) -> list[Told]:
    """All that was ever set for a plan, the latest day first; what was withdrawn in time stands among it."""
    rows = [*Price.select().where(Price.plan == plan), *DroppedPrice.select().where(DroppedPrice.plan == plan)]
    rows.sort(key=lambda row: (row.valid_from, row.created_at), reverse=True)
    begun = {code: date.min for code in COUNTRIES}
    for row in rows:
        if isinstance(row, Price) and row.valid_from <= clock.today(COUNTRIES[row.country].timezone):
            begun[row.country] = max(begun[row.country], row.valid_from)
    return [Told(row, Money(row.amount, row.currency), _state(row, begun[row.country])) for row in rows]


def _state(row: Price | DroppedPrice, in_force_since: date) -> str:
    if isinstance(row, DroppedPrice):
        return "dropped"
    if row.valid_from == in_force_since:
        return "now"
    return "past" if row.valid_from < in_force_since else "announced"


def _drop(rows: list[Price | None], plans: dict[int, Plan], by: str) -> None:
    rows = [row for row in rows if row is not None]
    kept = ("plan", "country", "currency", "amount", "valid_from", "set_by", "created_at")
    now = clock.now()
    for batch in peewee.chunked(rows, BATCH):
        written = [{name: row.__data__[name] for name in kept} | {"dropped_by": by, "dropped_at": now} for row in batch]
        _insert(DroppedPrice, written, plans)
        Price.delete().where(Price.id.in_([row.id for row in batch])).execute()


def _add(changes: list[PriceChange], plans: dict[int, Plan], by: str) -> None:
    now = clock.now()
    for batch in peewee.chunked(changes, BATCH):
        rows = [
            {
                "plan": each.plan_id,
                "country": each.country,
                "currency": each.amount.currency,
                "amount": each.amount.minor,
                "valid_from": each.valid_from,
                "created_at": now,
                "set_by": by,
            }
            for each in batch
        ]
        _insert(Price, rows, plans)


def _insert(model: type[Price] | type[DroppedPrice], rows: list[dict], plans: dict[int, Plan]) -> None:
    """Write these rows, and each as evidence (clause 4.3)."""
    for row in sorted(model.insert_many(rows).returning(model).execute(), key=lambda each: each.id):
        row.plan = plans[row.plan_id]
        note(model.evidence, row)


def _record(changes: list[PriceChange], plans: dict[int, Plan], present: dict[Place, dict[date, Price]]) -> None:
    """One act for each plan: what was set before for those days, and what is now."""
    acts: dict[int, tuple[dict, dict]] = defaultdict(lambda: ({}, {}))
    for each in changes:
        before, after = acts[each.plan_id]
        key, row = f"{each.country} {each.valid_from}", present[each.place].get(each.valid_from)
        before[key] = row.amount if row else None
        after[key] = each.amount.minor if each.amount else None
    for plan_id, (before, after) in acts.items():
        audit.record("prices_changed", f"plan:{plans[plan_id].code}", before, after)
