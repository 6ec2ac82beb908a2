"""Force majeure as the staff's pages show it: what a declaration would touch, cases with their days, their subscriptions (clause 13c)."""

from __future__ import annotations

from datetime import date, timedelta
from operator import itemgetter

import peewee

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Plan, Product
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.payments.collection_rules import DUE
from phoenix.payments.models import Collection
from phoenix.subscriptions import rules
from phoenix.subscriptions.models import ACTIVE, ForceMajeure, Lot, Period, Subscription, SubscriptionEvent, Term

PAGE = 50
SOON = timedelta(days=30)


@frozen
class Effect:
    """What a declaration touches: how many, whose, what is being collected, what falls due within thirty days (net)."""

    subscriptions: int
    customers: int
    held: tuple[Money, ...]
    held_count: int
    soon: tuple[Money, ...]


def effect(product: Product, country: str) -> Effect:
    """The effect of a declaration today, in a constant number of queries."""
    mine = _running(product, country)
    count, customers = (
        Subscription.select(peewee.fn.COUNT(Subscription.id), peewee.fn.COUNT(Subscription.organisation.distinct())).where(mine).tuples().get()
    )
    held = list(_held(mine).tuples())
    soon = _soon(mine, clock.today(COUNTRIES[country].timezone) + SOON).tuples()
    return Effect(
        count, customers, tuple(Money(int(total), code) for code, _n, total in held), sum(n for _code, n, _t in held),
        tuple(Money(int(total), code) for code, total in soon),
    )


def _running(product: Product, country: str):
    plans = Plan.select(Plan.id).where(Plan.product == product)
    return (Subscription.plan << plans) & (Subscription.country == country) & (Subscription.state == ACTIVE)


def _held(mine):
    """Open collections of these subscriptions: currency, how many, their invoices' sums."""
    ids = Subscription.select(Subscription.id).where(mine)
    first = Period.select(Period.invoice).where(Period.subscription << ids)
    theirs = (Collection.subscription_id << ids) | (Collection.subscription_id.is_null() & (Collection.invoice << first))
    total = peewee.fn.SUM(Invoice.gross)
    query = Collection.select(Invoice.currency, peewee.fn.COUNT(Collection.id), total).join(Invoice)
    return query.where(theirs, Collection.state == DUE).group_by(Invoice.currency)


def _soon(mine, until: date):
    """Net sums that fall due by a day, at the price of the term under way."""
    query = Subscription.select(Subscription.currency, peewee.fn.SUM(Term.unit_price * Lot.quantity))
    query = query.join(Term, on=(Term.subscription == Subscription.id) & (Term.number == Subscription.term_number))
    query = query.join(Lot, on=(Lot.subscription == Subscription.id) & Lot.removed_on.is_null())
    return query.where(mine, Subscription.next_due_on <= until).group_by(Subscription.currency)


def listed(below: int | None = None) -> list[ForceMajeure]:
    """All cases with their service, the latest first; one more than a page where there are more."""
    query = ForceMajeure.select(ForceMajeure, Product).join(Product)
    if below:
        query = query.where(ForceMajeure.id < below)
    return list(query.order_by(ForceMajeure.id.desc()).limit(PAGE + 1))


def one(case_id: int) -> ForceMajeure | None:
    """A case with its service."""
    return ForceMajeure.select(ForceMajeure, Product).join(Product).where(ForceMajeure.id == case_id).first()


def days_of(row: ForceMajeure) -> int:
    """How many days it has lasted."""
    return rules.days_of(row.pause, clock.today(COUNTRIES[row.country].timezone))


def letters_from(row: ForceMajeure) -> date:
    """The first day on which either side may end by registered letter."""
    return row.declared_on + rules.FORCE_MAJEURE_LASTS + rules.DAY


def may_end(row: ForceMajeure) -> bool:
    """Whether either side may end by registered letter today."""
    return rules.may_end_for_force_majeure(row.pause, clock.today(COUNTRIES[row.country].timezone))


def subscriptions(row: ForceMajeure, after: int = 0) -> list[Subscription]:
    """The running subscriptions of a case with their customers, by number, one more than a page where there are more."""
    query = Subscription.select(Subscription, Organisation).join(Organisation)
    query = query.where(_running(row.product, row.country), Subscription.id > after)
    return list(query.order_by(Subscription.id).limit(PAGE + 1))


def ended(row: ForceMajeure) -> list[SubscriptionEvent]:
    """The letters that were recorded since a case began, with their subscriptions."""
    plans = Plan.select(Plan.id).where(Plan.product == row.product)
    gone = (Subscription.plan << plans) & (Subscription.country == row.country) & (Subscription.ended_on >= row.declared_on)
    query = SubscriptionEvent.select(SubscriptionEvent, Subscription).join(Subscription)
    query = query.where(gone, SubscriptionEvent.kind == "letter", Subscription.stop_reason == rules.BY_FORCE_MAJEURE)
    return list(query.order_by(SubscriptionEvent.id.desc()).limit(PAGE))


def services(language: str = "fr") -> list[tuple[int, str]]:
    """The services that are given over time, sold still or not: number and name in `language`, by name."""
    over_time = Product.id << Plan.select(Plan.product).where(Plan.commitment != "one_off")
    query = Product.select(Product.id, Product.name_fr, Product.name_en, Product.stale_en).where(over_time)
    return sorted([(each.id, str(each.name(language))) for each in query], key=itemgetter(1))


def count_ripe() -> tuple[int, date | None]:
    """How many cases have lasted more than thirty days, and since when the oldest."""
    today = clock.today(COUNTRIES["fr"].timezone)
    query = ForceMajeure.select(peewee.fn.COUNT(ForceMajeure.id), peewee.fn.MIN(ForceMajeure.declared_on))
    ripe = query.where(ForceMajeure.lifted_on.is_null(), ForceMajeure.declared_on < today - rules.FORCE_MAJEURE_LASTS)
    count, since = ripe.tuples().get()
    return count, ForceMajeure.declared_on.python_value(since)
