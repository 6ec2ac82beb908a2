"""The catalogue's list: which offers, in which order, with which counts beside the facets."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from datetime import date

from phoenix.catalogue import rules
from phoenix.catalogue.asked import TYPES, Asked
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.models import Family, Publisher
from phoenix.catalogue.search import Found, find
from phoenix.database import database, is_sqlite
from phoenix.kernel.clock import today
from phoenix.kernel.markets import Market

PAGE_SIZE = 24
_selections = Kept(capacity=100)
_labels = Kept(capacity=8)

BASE = """SELECT product.id, product.family_id, product.publisher_id, product.kind
FROM product {joins}
WHERE product.active AND product.sold_{country}
AND (product.valid_from IS NULL OR product.valid_from <= :day)
AND (product.valid_until IS NULL OR product.valid_until >= :day)
AND EXISTS (SELECT 1 FROM plan JOIN price ON price.plan_id = plan.id
  WHERE plan.product_id = product.id AND price.country = '{country}' AND price.valid_from <= :day
  AND (plan.withdrawn_on IS NULL OR plan.withdrawn_on > :day))
{only}
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


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its word in the address, its label and how many offers it has."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The offers that answer a question: their ids in order, and the facets' counts."""

    ids: array
    facets: dict[str, tuple[Choice, ...]]
    found: Found


def select(asked: Asked, market: Market) -> Selection:
    """The offers that answer the question today, kept until the catalogue or the day changes."""
    day = today(market.timezone)
    key = (market, day, asked.q, asked.famille, asked.editeur, asked.type, asked.tri)
    return _selections.get(key, lambda: _select(asked, market, day))


def _select(asked: Asked, market: Market, day: date) -> Selection:
    country = market.country.code
    found = find(asked.q, market.language, country)
    rows = _rows(asked, market, day, found)
    names = _facet_names(market.language)
    wanted = {
        "famille": (1, names["famille"][1].get(asked.famille, -1 if asked.famille else None)),
        "editeur": (2, names["editeur"][1].get(asked.editeur, -1 if asked.editeur else None)),
        "type": (3, TYPES.get(asked.type)),
    }
    facets = {facet: _choices(facet, rows, wanted, names) for facet in wanted}
    ids = array("q", (row[0] for row in rows if _fits(row, wanted.values())))
    return Selection(ids, facets, found)


def _rows(asked: Asked, market: Market, day: date, found: Found) -> list[tuple]:
    """(id, family, publisher, kind) of what is sold here today and found, in the order asked."""
    if found.understood and not found.ids:
        return []
    country = market.country.code
    joins, order = _order(asked.tri, market.language, country)
    only = f"AND product.id IN ({','.join(map(str, found.ids))})" if found.ids else ""
    sql = BASE.format(joins=joins, country=country, only=only, order=order)
    rows = database.execute_sql(*_bound(sql, day)).fetchall()
    if found.ids and not asked.tri:
        rank = {product: place for place, product in enumerate(found.ids)}
        rows.sort(key=lambda row: rank[row[0]])
    return rows


def _order(sort: str, language: str, country: str) -> tuple[str, str]:
    """(joins, order) of a sort."""
    if sort == "nom":
        return "JOIN search_text ON search_text.product_id = product.id", f"sort_{language}"
    if sort in ("prix", "prix-decroissant"):
        direction = " DESC" if sort == "prix-decroissant" else ""
        return "", CHEAPEST.format(country=country) + direction
    return "", "product.position"


def _bound(sql: str, day: date) -> tuple[str, tuple]:
    """The statement in the database's own parameter style."""
    count = sql.count(":day")
    if is_sqlite():
        return sql.replace(":day", "?"), (day.isoformat(),) * count
    return sql.replace(":day", "%s"), (day,) * count


def _fits(row: tuple, wanted) -> bool:
    return all(value is None or row[place] == value for place, value in wanted)


def _choices(facet: str, rows, wanted: dict, names: dict) -> tuple[Choice, ...]:
    """The values of a facet, counted among what the other facets leave."""
    place = wanted[facet][0]
    others = [each for name, each in wanted.items() if name != facet]
    counts = Counter(row[place] for row in rows if _fits(row, others))
    labels = names[facet][0]
    return tuple(
        Choice(slug, label, counts[key]) for key, (slug, label) in labels.items() if counts[key]
    )


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
