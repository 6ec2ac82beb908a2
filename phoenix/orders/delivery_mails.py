"""What the customer is told of deliveries."""

from __future__ import annotations

from phoenix.kernel.formats import day
from phoenix.messages.service import send
from phoenix.orders.facts import OrderFacts
from phoenix.orders.models import Order, OrderLine, ServiceDelivery


def delivered(order: Order, line: OrderLine, row: ServiceDelivery) -> None:
    """Owe the news that a line was delivered."""
    told = {"day": day(row.delivered_on.isoformat(), order.language), "by": row.delivered_by, "note": row.note}
    _owe("order.delivered", order, line, row, told)


def undone(order: Order, line: OrderLine, row: ServiceDelivery) -> None:
    """Owe the news that it was said by mistake."""
    told = {"day": day(row.delivered_on.isoformat(), order.language), "reason": row.undone_why}
    _owe("order.undelivered", order, line, row, told)


def _owe(kind: str, order: Order, line: OrderLine, row: ServiceDelivery, told: dict) -> None:
    facts = OrderFacts.from_json(order.facts)
    send(
        kind=kind,
        to=order.person.email if order.person else facts.buyer.email,
        language=order.language,
        country=order.country,
        context={"number": order.number, "name": facts.acceptance.person or facts.buyer.name, "service": line.name, **told},
        key=f"{kind}:{order.id}:{row.id}",
        organisation_id=order.organisation_id,
    )
