"""What is sold today: the ground on which lists and searches stand."""

from __future__ import annotations

from datetime import date

from phoenix.catalogue.cache import Kept
from phoenix.database import database, is_sqlite
from phoenix.kernel.clock import today
from phoenix.kernel.markets import COUNTRIES

_kept = Kept(capacity=4)
SOLD = """SELECT product.id, product.family_id, product.publisher_id, product.kind FROM product
WHERE product.active AND product.sold_{country}
AND (product.valid_from IS NULL OR product.valid_from <= :day)
AND (product.valid_until IS NULL OR product.valid_until >= :day)
AND EXISTS (SELECT 1 FROM plan JOIN price ON price.plan_id = plan.id
  WHERE plan.product_id = product.id AND price.country = '{country}' AND price.valid_from <= :day
  AND (plan.withdrawn_on IS NULL OR plan.withdrawn_on > :day))
ORDER BY product.position, product.id"""


def sold_today(country: str) -> dict[int, tuple[int, int, str]]:
    """(family, publisher, kind) of each product sold in a country, in our order; kept for the day."""
    return sold_on(today(COUNTRIES[country].timezone), country)


def sold_on(day: date, country: str) -> dict[int, tuple[int, int, str]]:
    """The same where the present day of the country is known already."""
    return _kept.get((country, day), lambda: _read(country, day))


def _read(country: str, day: date) -> dict[int, tuple[int, int, str]]:
    rows = database.execute_sql(*bound(SOLD.format(country=country), day)).fetchall()
    shared: dict[tuple, tuple] = {}
    return {product: shared.setdefault(tuple(facts), tuple(facts)) for product, *facts in rows}


def bound(sql: str, day: date) -> tuple[str, tuple]:
    """A statement with its `:day` in the database's own parameter style."""
    count = sql.count(":day")
    if is_sqlite():
        return sql.replace(":day", "?"), (day.isoformat(),) * count
    return sql.replace(":day", "%s"), (day,) * count
