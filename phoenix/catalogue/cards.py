"""Offers as lists show them: a name, a summary, the lowest price and what it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from phoenix.catalogue import rules
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.discounts import NONE, Discounts, offered
from phoenix.catalogue.models import Family, Product, Publisher
from phoenix.catalogue.offers import Offer, offers_of
from phoenix.kernel.clock import today
from phoenix.kernel.markets import Market
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen

_kept = Kept(capacity=300)


@frozen
class Card:
    """One offer of the list; `price` is net for one month, or for what is bought once."""

    slug: str
    name: str
    summary: str
    family: str
    family_slug: str
    publisher: str
    kind: str
    unit: str
    price: Money
    cheapest: Offer
    plans: int
    announced: tuple[date, Money] | None
    valid_until: date | None
    listed: Money | None = None  # what others pay, where this buyer pays less


def cards(ids: list[int], market: Market, mine: Discounts = NONE) -> list[Card]:
    """The cards of these products, in the order given; those not kept are read in four queries.

    At the prices of a buyer with discounts, which are one for all plans of a product.
    """
    day = today(market.timezone)
    keys = [(market, day, each) for each in ids]
    found = _kept.several(keys, lambda missing: _read([key[2] for key in missing], market, day))
    shown = [found[key] for key in keys if found[key]]
    return [_lowered(card, mine, day) for card in shown] if mine.rows else shown


def _lowered(card: Card, mine: Discounts, day: date) -> Card:
    """The card as this buyer sees it."""
    cheapest = offered(card.cheapest, mine, day)
    if not cheapest.lowered:
        return card
    price = rules.per_month(cheapest.unit_price, cheapest.commitment, cheapest.billing)
    return replace(card, cheapest=cheapest, price=price, listed=card.price, announced=cheapest.announced)


def _read(ids: list[int], market: Market, day: date) -> dict[tuple, Card | None]:
    """Each product's card, None where it is not sold, by its key."""
    bought = offers_of(ids, market.country.code, day)
    rows = (
        Product.select(Product, Family, Publisher)
        .join(Family)
        .switch(Product)
        .join(Publisher)
        .where(Product.id.in_(ids))
    )
    products = {product.id: product for product in rows}
    return {
        (market, day, each): _card(products[each], bought[each], market.language) if bought.get(each) else None
        for each in ids
    }


def _card(product: Product, plans: list[Offer], language: str) -> Card:
    def monthly(offer: Offer) -> Money:
        return rules.per_month(offer.unit_price, offer.commitment, offer.billing)

    cheapest = min(plans, key=monthly)
    return Card(
        slug=product.slug,
        name=product.name(language),
        summary=product.text("summary", language),
        family=product.family.name(language),
        family_slug=product.family.slug,
        publisher=product.publisher.name,
        kind=product.kind,
        unit=product.unit,
        price=monthly(cheapest),
        cheapest=cheapest,
        plans=len(plans),
        announced=min((p.announced for p in plans if p.announced), key=lambda a: a[0], default=None),
        valid_until=product.valid_until,
    )
