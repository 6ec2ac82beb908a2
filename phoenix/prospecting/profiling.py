"""What consenters look at, and what might interest them for it; kept with their consent only (clause 10.3)."""

from __future__ import annotations

from datetime import timedelta

from phoenix.accounts.models import Person
from phoenix.catalogue import buyer
from phoenix.catalogue.cards import Card, cards
from phoenix.catalogue.models import Plan, Product
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import Market
from phoenix.orders.models import Order, OrderLine
from phoenix.prospecting import rules
from phoenix.prospecting.models import Interest

KEPT = timedelta(days=365)
SHOWN = 3
LOOKED_AT = 50


def note(person: Person, product_id: int, kind: str) -> None:
    """Keep that a consenting person opened a product; the caller has asked `may_profile`."""
    values = {"person": person, "product": product_id, "kind": kind, "count": 1, "last_at": clock.now()}
    again = {Interest.count: Interest.count + 1, Interest.last_at: clock.now()}
    unique = [Interest.person, Interest.product, Interest.kind]
    with transaction():
        Interest.insert(**values).on_conflict(conflict_target=unique, update=again).execute()


def for_you(person: Person, market: Market) -> list[Card]:
    """Offers that might interest this visitor, from what was opened and ordered; the caller has asked `may_profile`."""
    mine = Interest.select(Interest.product, Interest.kind, Interest.count).where(Interest.person == person)
    opened = list(mine.order_by(Interest.last_at.desc()).limit(LOOKED_AT).tuples())
    owned = _ordered(person.organisation_id)
    best = rules.ranked(opened, owned, _goes_with(owned))
    return cards(best[: SHOWN * 3], market, buyer.discounts())[:SHOWN]


def forget(person_id: int) -> int:
    """Delete a person's profile; how many rows."""
    return Interest.delete().where(Interest.person == person_id).execute()


def forget_old() -> int:
    """Delete what was last opened a year ago; how many rows."""
    return Interest.delete().where(Interest.last_at < clock.now() - KEPT).execute()


def _ordered(organisation_id: int) -> set[int]:
    """The products that an organisation has ordered."""
    lines = OrderLine.select(Plan.product).join(Order).switch(OrderLine).join(Plan)
    query = lines.where(Order.organisation_id == organisation_id, Order.paid_at.is_null(False)).distinct()
    return {product for (product,) in query.tuples()}


def _goes_with(owned: set[int]) -> dict[int, list[int]]:
    """For each product owned, those that the catalogue says go with it."""
    if not owned:
        return {}
    named = dict(Product.select(Product.id, Product.related).where(Product.id.in_(owned)).tuples())
    slugs = {slug for related in named.values() for slug in related}
    ids = dict(Product.select(Product.slug, Product.id).where(Product.slug.in_(slugs)).tuples()) if slugs else {}
    return {product: [ids[slug] for slug in related if slug in ids] for product, related in named.items()}
