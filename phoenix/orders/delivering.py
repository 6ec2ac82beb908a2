"""Services delivered: said by staff, line by line, undone with a reason, told to the customer (clause 4.1e)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from phoenix.archive.sources import note
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.events import DeliveryUndone, ServiceDelivered, emit
from phoenix.kernel.markets import COUNTRIES
from phoenix.orders import delivery_mails, delivery_rules
from phoenix.orders.delivery_rules import Already, NothingToDeliver, OrderNotUnderWay
from phoenix.orders.drafting import today_of
from phoenix.orders.models import PAID, Order, OrderLine, ServiceDelivery
from phoenix.team import audit


class Said(NamedTuple):
    """What staff say of a delivery; `key` keeps one form from being two deliveries."""

    day: date
    by: str
    note: str
    key: str
    recorded_by: str


def deliver(line: OrderLine, said: Said) -> ServiceDelivery:
    """A line was delivered on a day: kept, told to the customer, announced as ServiceDelivered.

    The same form again gives the same row. NothingToDeliver, OrderNotUnderWay, WrongDay, Already.
    """
    with transaction():
        order = _locked(line)
        known = ServiceDelivery.get_or_none(ServiceDelivery.key == said.key, ServiceDelivery.order_line == line)
        if known is not None:
            return known
        _check(order, line, said.day)
        if ServiceDelivery.select().where(ServiceDelivery.open_of == line.id).exists():
            raise Already
        row = ServiceDelivery.create(
            order_line=line,
            open_of=line.id,
            key=said.key,
            delivered_on=said.day,
            delivered_by=said.by,
            note=said.note,
            recorded_by=said.recorded_by,
            recorded_at=clock.now(),
        )
        _log("service_delivered", order, line, None, {"on": said.day.isoformat(), "by": said.by})
        delivery_mails.delivered(order, line, row)
        emit(ServiceDelivered(line.id, row.id))
        return row


def undo(row: ServiceDelivery, why: str, by: str) -> ServiceDelivery:
    """It was not so: the line waits again; the customer is told why, DeliveryUndone announced. Already."""
    with transaction():
        line = OrderLine.get_by_id(row.order_line_id)
        order = _locked(line)
        row = for_update(ServiceDelivery.select().where(ServiceDelivery.id == row.id)).get()
        if row.undone_at is not None:
            raise Already
        row.open_of, row.undone_at, row.undone_by, row.undone_why = None, clock.now(), by, why
        row.save()
        note("service.undelivered", row)
        _log("delivery_undone", order, line, {"on": row.delivered_on.isoformat(), "by": row.delivered_by}, {"why": why})
        delivery_mails.undone(order, line, row)
        emit(DeliveryUndone(line.id, row.id))
        return row


def to_deliver(lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The lines that are something to deliver."""
    return [line for line in lines if delivery_rules.is_delivered_once(line.kind, line.commitment)]


def standing(lines: Sequence[OrderLine]) -> dict[int, ServiceDelivery]:
    """The delivery that stands of each line that has one, by the line's id."""
    rows = ServiceDelivery.select().where(ServiceDelivery.open_of << [line.id for line in lines])
    return {row.open_of: row for row in rows}


def history(lines: Sequence[OrderLine]) -> list[ServiceDelivery]:
    """Every delivery said of these lines, undone ones too, the oldest first."""
    mine = ServiceDelivery.order_line << [line.id for line in lines]
    return list(ServiceDelivery.select().where(mine).order_by(ServiceDelivery.id))


def _locked(line: OrderLine) -> Order:
    return for_update(Order.select().where(Order.id == line.order_id)).get()


def _check(order: Order, line: OrderLine, day: date) -> None:
    if not delivery_rules.is_delivered_once(line.kind, line.commitment):
        raise NothingToDeliver
    if order.state != PAID:
        raise OrderNotUnderWay
    ordered_on = clock.local_day(order.confirmed_at, COUNTRIES[order.country].timezone)
    delivery_rules.check_day(day, ordered_on, today_of(order.country))


def _log(act: str, order: Order, line: OrderLine, before, after) -> None:
    audit.record(act, f"order:{order.number}", before, {"line": line.position, **after})
