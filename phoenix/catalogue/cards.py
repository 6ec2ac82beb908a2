"""Offers as lists show them: a name, a summary, the lowest price and what it is for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from phoenix.catalogue import rules
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.discounts import NONE, Discounts, offered
from phoenix.catalogue.models import in_english
from phoenix.catalogue.offers import Cheapest, Offer, cheapest_of
from phoenix.database_rows import day as stored_day
from phoenix.database_rows import read
from phoenix.kernel.clock import today
from phoenix.kernel.markets import Market
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen

_kept = Kept(capacity=300)
SHOWN = """SELECT product.id, product.summary_fr, product.summary_en, product.stale_en, product.valid_until,
  family.slug, family.name_fr, family.name_en, family.stale_en
FROM product JOIN family ON family.id = product.family_id WHERE product.id IN ({ids})"""


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
    bought = cheapest_of(ids, market.country.code, day)
    found: dict[tuple, Card | None] = dict.fromkeys((market, day, each) for each in ids)
    for product_id, *row in read(SHOWN, ids):
        if cheapest := bought.get(product_id):
            found[(market, day, product_id)] = _card(row, cheapest, market.language)
    return found


def _card(row: list, found: Cheapest, language: str) -> Card:
    """The card of a row of SHOWN."""

    def text(name: str, french: str, english: str, stale: str) -> str:
        return french if language == "fr" else in_english(french, english, name in json.loads(stale))

    *summary, stale, valid_until, family_slug, family_fr, family_en, family_stale = row
    cheapest = found.offer
    return Card(
        slug=cheapest.slug,
        name=cheapest.name(language),
        summary=text("summary", *summary, stale),
        family=text("name", family_fr, family_en, family_stale),
        family_slug=family_slug,
        publisher=cheapest.publisher,
        kind=cheapest.kind,
        unit=cheapest.unit,
        price=rules.per_month(cheapest.unit_price, cheapest.commitment, cheapest.billing),
        cheapest=cheapest,
        plans=found.plans,
        announced=found.announced,
        valid_until=stored_day(valid_until),
    )
