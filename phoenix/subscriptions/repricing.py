"""Prices changed with open eyes: what a change does is shown, and that very thing is confirmed (clauses 15a, 15b)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from datetime import date

import peewee

from phoenix.cart.holding import carts_holding
from phoenix.catalogue.discounts import NONE, Discounts
from phoenix.catalogue.models import Plan, Product
from phoenix.catalogue.offers import currency_of
from phoenix.catalogue.prices import BATCH, Place, PriceChange, change_prices, lock_plans, present_prices
from phoenix.catalogue.rules import DatedPrice, with_changes
from phoenix.database import database, transaction
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.partners.service import discounts_of
from phoenix.subscriptions.effect_rules import Effect, Group, effect

LIVE = """SELECT plan_id, country, buyer, anchor, commitment, billing, term_number, unit_price, COUNT(*), SUM(seats) FROM (
  SELECT subscription.plan_id, subscription.country, subscription.anchor, subscription.commitment, subscription.billing,
    subscription.term_number, term.unit_price, CASE WHEN organisation.partner_since IS NULL THEN 0 ELSE organisation.id END AS buyer,
    (SELECT COALESCE(SUM(lot.quantity), 0) FROM lot
      WHERE lot.subscription_id = subscription.id AND lot.removed_on IS NULL) - subscription.reduction AS seats
  FROM subscription JOIN term ON term.subscription_id = subscription.id AND term.number = subscription.term_number
  JOIN organisation ON organisation.id = subscription.organisation_id
  WHERE subscription.state = 'active' AND subscription.renewal = 'renew' AND subscription.plan_id IN ({plans})) AS held
WHERE seats > 0 GROUP BY plan_id, country, buyer, anchor, commitment, billing, term_number, unit_price"""


class ChangedMeanwhile(Exception):
    """What was shown is not what would happen now; `shown` is what would."""

    def __init__(self, shown: list[Shown]):
        super().__init__("look again")
        self.shown = shown


@frozen
class Shown:
    """A change and what it does."""

    change: PriceChange
    effect: Effect


def effects(changes: list[PriceChange]) -> list[Shown]:
    """What each of these changes does, all of them being made; for up to 500 plans four queries, two more where partners subscribe."""
    ids = sorted({each.plan_id for each in changes})
    prices = _dated(ids)
    plans = _plans(ids)
    live, carts = _live(plans), _carts(ids)
    together: dict[Place, list[PriceChange]] = defaultdict(list)
    for each in changes:
        together[each.place].append(each)
    shown = []
    for each in changes:
        others = [(other.valid_from, other.amount) for other in together[each.place] if other is not each]
        found = effect(live[each.place], _with(prices[each.place], others), each.valid_from, each.amount, plans[each.plan_id].withdrawn_on)
        shown.append(Shown(each, replace(found, carts=carts.get(each.place, 0))))
    return shown


def mark(shown: list[Shown]) -> str:
    """Stands for what was shown: another one as soon as anything of it would come out otherwise."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def confirm(changes: list[PriceChange], seen: str, by: str) -> list[Shown]:
    """Make the changes whose `mark` was `seen`; ChangedMeanwhile, and nothing done, when they would do something else.

    PriceNotAllowed as in catalogue.prices.
    """
    with transaction():
        lock_plans({each.plan_id for each in changes})
        shown = effects(changes)
        if mark(shown) != seen:
            raise ChangedMeanwhile(shown)
        change_prices(changes, by)
    return shown


def _dated(ids: list[int]) -> dict[Place, list[DatedPrice]]:
    found: dict[Place, list[DatedPrice]] = defaultdict(list)
    for place, rows in present_prices(ids).items():
        found[place] = [DatedPrice(day, Money(row.amount, row.currency)) for day, row in rows.items()]
    return found


def _with(prices: list[DatedPrice], others: list[tuple[date, Money | None]]) -> list[DatedPrice]:
    return with_changes(prices, others) if others else prices


def _plans(ids: list[int]) -> dict[int, Plan]:
    """When their sale ends, if it does, and their products' families."""
    found = {}
    for batch in peewee.chunked(ids, BATCH):
        query = Plan.select(Plan.id, Plan.withdrawn_on, Product.id, Product.family).join(Product)
        found.update((plan.id, plan) for plan in query.where(Plan.id.in_(batch)))
    return found


def _carts(ids: list[int]) -> dict[Place, int]:
    found = {}
    for batch in peewee.chunked(ids, BATCH):
        found.update(carts_holding(list(batch)))
    return found


def _live(plans: dict[int, Plan]) -> dict[Place, list[Group]]:
    """The subscriptions of these plans that renew as things stand, those alike counted together."""
    rows = [row for batch in peewee.chunked(list(plans), BATCH) for row in database.execute_sql(LIVE.format(plans=",".join(map(str, batch)))).fetchall()]
    buyers = {row[2] for row in rows} - {0}
    discounts = discounts_of(buyers) if buyers else {}
    found: dict[Place, list[Group]] = defaultdict(list)
    for plan_id, country, buyer, *facts in rows:
        found[(plan_id, country)].append(_group(country, discounts.get(buyer, NONE), plans[plan_id].product.family_id, *facts))
    return found


def _group(country: str, discounts: Discounts, family: int, anchor, commitment: str, billing: str, term: int, unit: int, count: int, seats) -> Group:
    anchor = date.fromisoformat(anchor) if isinstance(anchor, str) else anchor
    return Group(anchor, commitment, billing, term, Money(unit, currency_of(country)), count, int(seats), discounts, family)
