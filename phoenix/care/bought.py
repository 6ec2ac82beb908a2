"""What a customer bought and may therefore speak of: paid order lines, those refunded in full left out (clause 12a)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import peewee

from phoenix.catalogue.models import Plan
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.orders.models import PAID, Order, OrderLine
from phoenix.payments.liability import paid_by_line


class Purchase(NamedTuple):
    """One paid line: of which product, in which order, since which legal day."""

    product_id: int
    order_id: int
    number: str
    bought_on: date


def of(organisation_id: int, products: Iterable[int]) -> dict[int, list[Purchase]]:
    """The purchases of each of these products that the organisation has, the oldest first; six queries at most.

    A pack's part counts by what was paid for the pack.
    """
    rows = list(_paid_lines(organisation_id).where(Plan.product << list(products)).order_by(Order.paid_at, OrderLine.id))
    priced = _priced(rows)
    sums = paid_by_line(set(priced.values())) if rows else {}
    found: dict[int, list[Purchase]] = defaultdict(list)
    for row in rows:
        if sums[priced[row.id]] > 0:
            order = row.order
            day = clock.local_day(order.paid_at, COUNTRIES[order.country].timezone)
            found[row.plan.product_id].append(Purchase(row.plan.product_id, order.id, order.number, day))
    return dict(found)


def product_ids(organisation_id: int, most: int) -> list[int]:
    """The products that the organisation paid for, the latest first; refunds not looked at."""
    last = peewee.fn.MAX(Order.paid_at)
    query = OrderLine.select(Plan.product, last).join(Order).switch(OrderLine).join(Plan)
    query = query.where(Order.organisation == organisation_id, Order.state == PAID).group_by(Plan.product)
    return [product for product, _at in query.order_by(last.desc(), Plan.product.desc()).limit(most).tuples()]


def in_order(order_id: int) -> list[int]:
    """The products of an order's lines, packs and their parts included, in their order there."""
    lines = OrderLine.select(Plan.product).join(Plan).where(OrderLine.order == order_id).order_by(OrderLine.position)
    return list(dict.fromkeys(product for (product,) in lines.tuples()))


def for_day(purchases: list[Purchase], day: date) -> Purchase:
    """The purchase that an experience of that day speaks of: the latest one before it."""
    return [each for each in purchases if each.bought_on <= day][-1]


def _paid_lines(organisation_id: int) -> peewee.ModelSelect:
    query = OrderLine.select(OrderLine, Order, Plan).join(Order).switch(OrderLine).join(Plan)
    return query.where(Order.organisation == organisation_id, Order.state == PAID)


def _priced(rows: list[OrderLine]) -> dict[int, int]:
    """Line → the line that carries its price: its pack's for a part."""
    parts = [row for row in rows if row.parent_position is not None]
    packs = {}
    if parts:
        orders = {row.order_id for row in parts}
        whole = OrderLine.select(OrderLine.id, OrderLine.order, OrderLine.position).where(
            OrderLine.order << list(orders), OrderLine.parent_position.is_null()
        )
        packs = {(row.order_id, row.position): row.id for row in whole}
    return {
        row.id: row.id if row.parent_position is None else packs[row.order_id, row.parent_position] for row in rows
    }
