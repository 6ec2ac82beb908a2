"""A bound order ends by a document of its own; what was agreed stays as it was written (clauses 4.1f, 5d)."""

from __future__ import annotations

from typing import NamedTuple

from phoenix.database import for_update
from phoenix.kernel import clock
from phoenix.orders.models import CANCELLED, PAID, Order, OrderCancellation


class NotCancellable(Exception):
    """The order is not under way: never paid, or ended already."""


class Why(NamedTuple):
    """Why an order ends: the cause as a word, the quote that it comes of, words of somebody, who."""

    cause: str
    quote_number: str = ""
    reason: str = ""
    by: str = ""


def locked_to_cancel(order_id: int) -> Order:
    """The order, locked, if it may be cancelled; NotCancellable."""
    order = for_update(Order.select().where(Order.id == order_id)).get()
    if order.state != PAID:
        raise NotCancellable(order.number)
    return order


def cancel(order: Order, why: Why) -> OrderCancellation:
    """Write the document that ends an order which is locked, in the caller's transaction."""
    Order.update(state=CANCELLED).where(Order.id == order.id, Order.state == PAID).execute()
    return OrderCancellation.create(order=order, at=clock.now(), **why._asdict())


def cancellation_of(order: Order) -> OrderCancellation | None:
    """The document that ended the order."""
    return order.cancellations.first()
