"""What the customer is told when an order is undone."""

from __future__ import annotations

from collections.abc import Sequence

from phoenix.invoices.models import Invoice
from phoenix.kernel.formats import amount
from phoenix.messages.service import send
from phoenix.orders.facts import OrderFacts
from phoenix.orders.models import Order, OrderCancellation
from phoenix.subscriptions.models import Subscription


def cancelled(order: Order, document: OrderCancellation, notes: Sequence[Invoice], ended: Sequence[Subscription]) -> None:
    """Owe the word that an order is cancelled: what is credited and goes back, what ends with it."""
    facts = OrderFacts.from_json(order.facts)
    context = {
        "number": order.number,
        "name": facts.acceptance.person or facts.buyer.name,
        "cause": document.cause,
        "quote": document.quote_number,
        "notes": [[note.number, amount(note.gross, note.currency, order.language)] for note in notes],
        "ended": [[row.name, row.number] for row in ended],
    }
    send(
        kind="order.cancelled",
        to=order.person.email if order.person else facts.buyer.email,
        language=order.language,
        country=order.country,
        context=context,
        key=f"order.cancelled:{order.id}:{document.id}",
        organisation_id=order.organisation_id,
    )
