"""The list of an organisation's subscriptions, in a constant number of queries."""

from __future__ import annotations

from datetime import date

import peewee

from phoenix.accounts.models import Organisation
from phoenix.catalogue.discounts import Discounts
from phoenix.catalogue.models import Plan, Product
from phoenix.catalogue.offers import dated_prices
from phoenix.kernel import clock, vat
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.orders.models import OrderLine
from phoenix.partners import service as partners
from phoenix.subscriptions import rules, upcoming
from phoenix.subscriptions.models import ACTIVE, ENDED, Lot, Subscription, Term
from phoenix.subscriptions.upcoming import Upcoming


@frozen
class Listed:
    """A subscription in the list."""

    row: Subscription
    names: tuple[str, str]
    seats: int
    unit: Money
    locked_until: date
    following: Upcoming | None

    def name(self, language: str) -> str:
        """The product's name in `language`."""
        return self.names[0 if language == "fr" else 1]


def counts(organisation_id: int) -> dict[str, int]:
    """How many subscriptions run, how many have ended."""
    query = Subscription.select(Subscription.state, peewee.fn.COUNT(Subscription.id))
    found = dict(query.where(Subscription.organisation == organisation_id).group_by(Subscription.state).tuples())
    return {state: found.get(state, 0) for state in (ACTIVE, ENDED)}


def rows_of(organisation_id: int, state: str):
    """The subscriptions of an organisation in one state, the newest first, with plan, product and term, as a select."""
    return (
        Subscription.select(Subscription, Plan, Product, Term)
        .join(Plan)
        .join(Product)
        .join_from(Subscription, Term, on=(Term.subscription == Subscription.id), attr="running")
        .where(Subscription.organisation == organisation_id, Subscription.state == state)
        .where(Term.number == Subscription.term_number)
        .order_by(Subscription.id.desc())
    )


def of_order(order_id: int) -> list[Subscription]:
    """The subscriptions that an order opened, in the order of its lines, their products loaded."""
    query = Subscription.select(Subscription, Plan, Product).join(OrderLine).switch(Subscription).join(Plan).join(Product)
    return list(query.where(OrderLine.order == order_id).order_by(OrderLine.position))


def listed(rows: list[Subscription], organisation: Organisation) -> list[Listed]:
    """The same for the list: seats, price and next invoice, in two queries and one more per country of sale."""
    lots = lots_of([row.id for row in rows])
    prices: dict[int, list] = {}
    for country in {row.country for row in rows}:
        found = dated_prices({row.plan_id for row in rows if row.country == country}, country)
        prices |= {row.id: found[row.plan_id] for row in rows if row.country == country}
    mine = partners.discounts(organisation)
    return [_listed(row, lots.get(row.id, []), prices[row.id], organisation, mine) for row in rows]


def _listed(row: Subscription, lots: list[Lot], prices: list, organisation: Organisation, mine: Discounts) -> Listed:
    unit, product = row.running.price(row.currency), row.plan.product
    running = [lot.seats for lot in lots if lot.removed_on is None]
    dated = [(price.valid_from, price.amount) for price in prices]
    listed_price = rules.price_at_renewal(dated, row.plan.withdrawn_on, row.term_end)
    next_price = listed_price and mine.price(listed_price, product.family_id, row.term_end)
    rate = vat.rate_on(organisation.vat_territory, row.next_due_on or clock.today(row.timezone))
    return Listed(
        row=row,
        names=(product.name_fr, product.name("en")),
        seats=seats_of(row, lots),
        unit=unit,
        locked_until=last_day(row.term_end, row.ended_on),
        following=upcoming.following(row, unit, running, next_price, rate),
    )


def lots_of(ids: list[int]) -> dict[int, list[Lot]]:
    """Every lot of these subscriptions, also those that are gone, in one query."""
    found: dict[int, list[Lot]] = {}
    for lot in Lot.select().where(Lot.subscription << ids).order_by(Lot.id):
        found.setdefault(lot.subscription_id, []).append(lot)
    return found


def seats_of(row: Subscription, lots: list[Lot]) -> int:
    """The seats held now; of what has ended, those held last."""
    return sum(lot.quantity for lot in lots if lot.removed_on == row.ended_on)


def last_day(end: date, ended_on: date | None) -> date:
    """The last day at the term's price: of the term, or of what ended before it."""
    return min(end, ended_on or end) - rules.DAY
