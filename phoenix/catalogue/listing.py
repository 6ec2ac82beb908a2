"""The catalogue's list: which offers, in which order, with which counts beside the facets."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from phoenix.catalogue import rules
from phoenix.catalogue.asked import FACETS, TYPES, Asked
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.discounts import WHOLE, Discounts
from phoenix.catalogue.models import Family, Publisher
from phoenix.catalogue.search import Found, find_among
from phoenix.catalogue.sold import bound, sold_on
from phoenix.database import database
from phoenix.kernel.clock import today
from phoenix.kernel.markets import Market
from phoenix.kernel.values import frozen

PAGE_SIZE = 24
EVERYTHING = (None, None, None)  # no facet is chosen
_selections = Kept(capacity=100)
_labels = Kept(capacity=8)
_cheapest = Kept(capacity=4)
DOWNWARDS = "prix-decroissant"
BY_PRICE = ("prix", DOWNWARDS)

SORTED = """SELECT product.id FROM product {joins}
WHERE product.active AND product.sold_{country} {only}
ORDER BY {order}, product.id"""
MONTHS = " ".join(
    f"WHEN plan.commitment = '{commitment}' AND plan.billing = '{billing}' "
    f"THEN {rules.period_months(commitment, billing)}"
    for commitment, billing in rules.SUBSCRIPTIONS
)
CHEAPEST = f"""(SELECT MIN(price.amount * {rules.LONGEST_MONTHS} / CASE {MONTHS} ELSE 1 END)
  FROM plan JOIN price ON price.plan_id = plan.id
  WHERE plan.product_id = product.id AND price.country = '{{country}}'
  AND (plan.withdrawn_on IS NULL OR plan.withdrawn_on > :day)
  AND price.valid_from = (SELECT MAX(begun.valid_from) FROM price begun
    WHERE begun.plan_id = plan.id AND begun.country = '{{country}}' AND begun.valid_from <= :day))"""


class Choice(NamedTuple):
    """One value of a facet: its word in the address, its label and how many offers it has."""

    value: str
    label: str
    count: int


@frozen
class Selection:
    """The offers that answer a question on a day: their ids in order, and the facets' counts."""

    day: date
    ids: array
    facets: dict[str, tuple[Choice, ...]]
    found: Found


def select(asked: Asked, market: Market) -> Selection:
    """The offers that answer the question today, kept until the catalogue or the day changes."""
    day = today(market.timezone)
    key = (market.prefix, day, asked.q, asked.famille, asked.editeur, asked.type, asked.tri)
    return _selections.get(key, lambda: _select(asked, market, day))


def in_order_for(mine: Discounts, asked: Asked, selection: Selection, market: Market) -> array:
    """The ids of a selection as this buyer is to see them: by price means by what this buyer pays (clause 5c)."""
    if not mine.rows or asked.tri not in BY_PRICE:
        return selection.ids
    day, country = selection.day, market.country.code
    sold, lowest = sold_on(day, country), _cheapest.get((country, day), lambda: _read_cheapest(country, day))
    left = {family: WHOLE - mine.on(day, family) for family in {facts[0] for facts in sold.values()}}
    sign = -1 if asked.tri == DOWNWARDS else 1
    return array("q", sorted(selection.ids, key=lambda each: (sign * lowest[each] * left[sold[each][0]], each)))


def _read_cheapest(country: str, day: date) -> dict[int, int]:
    """What a product costs at least, by the month or once, in the measure that lists are sorted by."""
    sql = f"SELECT product.id, {CHEAPEST.format(country=country)} FROM product WHERE product.active AND product.sold_{country}"
    return {product: lowest or 0 for product, lowest in database.execute_sql(*bound(sql, day)).fetchall()}


def _select(asked: Asked, market: Market, day: date) -> Selection:
    country = market.country.code
    sold = sold_on(day, country)
    found = find_among(sold, asked.q, market.language, country)
    ids = [each for each in _in_order(asked, market, day, found, sold) if each in sold]
    counts = Counter(map(sold.__getitem__, ids))
    names = _facet_names(market.language)
    wanted = (
        names["famille"][1].get(asked.famille, -1 if asked.famille else None),
        names["editeur"][1].get(asked.editeur, -1 if asked.editeur else None),
        TYPES.get(asked.type),
    )
    if wanted != EVERYTHING:
        fitting = {facts for facts in counts if _fits(facts, wanted)}
        ids = [each for each in ids if sold[each] in fitting]
    return Selection(
        day,
        array("q", ids),
        {facet: _choices(place, counts, wanted, names[facet][0]) for place, facet in enumerate(FACETS)},
        found,
    )


def _in_order(asked: Asked, market: Market, day: date, found: Found, sold: dict) -> Iterable[int]:
    """The products found in the order asked, sold or not; all that is sold where nothing was searched."""
    if not asked.tri or (found.understood and not found.ids):
        return found.ids if found.understood else sold
    country = market.country.code
    joins, order = _order(asked.tri, market.language, country)
    only = f"AND product.id IN ({','.join(map(str, found.ids))})" if found.ids else ""
    sql = SORTED.format(joins=joins, country=country, only=only, order=order)
    return [row[0] for row in database.execute_sql(*bound(sql, day)).fetchall()]


def _order(sort: str, language: str, country: str) -> tuple[str, str]:
    """(joins, order) of a sort."""
    if sort == "nom":
        return "JOIN search_text ON search_text.product_id = product.id", f"sort_{language}"
    direction = " DESC" if sort == DOWNWARDS else ""
    return "", CHEAPEST.format(country=country) + direction


def _fits(facts: tuple, wanted: tuple, but: int = -1) -> bool:
    """Whether these facts are those wanted, the one at `but` aside."""
    for place, value in enumerate(wanted):
        if value is not None and place != but and facts[place] != value:
            return False
    return True


def _choices(place: int, counts: Counter, wanted: tuple, labels: dict) -> tuple[Choice, ...]:
    """The values of a facet, counted among what the other facets leave."""
    left: dict = {}
    for facts, count in counts.items():
        if wanted == EVERYTHING or _fits(facts, wanted, place):
            left[facts[place]] = left.get(facts[place], 0) + count
    return tuple([Choice(slug, label, left[key]) for key, (slug, label) in labels.items() if key in left])


def _facet_names(language: str) -> dict:
    """For each facet, labels by key in order, and keys by slug."""
    return _labels.get(language, lambda: _read_facet_names(language))


def _read_facet_names(language: str) -> dict:
    families = Family.select().order_by(Family.position)
    publishers = Publisher.select().order_by(Publisher.name)
    labels = {
        "famille": {family.id: (family.slug, family.name(language)) for family in families},
        "editeur": {each.id: (each.slug, each.name) for each in publishers},
        "type": {kind: (slug, "") for slug, kind in TYPES.items()},
    }
    return {
        facet: (known, {slug: key for key, (slug, _) in known.items()})
        for facet, known in labels.items()
    }
