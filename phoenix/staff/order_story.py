"""What happened to an order, in order of time: from its preparation to its last credit note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from phoenix.evidence.order_file import Held
from phoenix.kernel.money import Money
from phoenix.orders.models import Order, OrderLine, ServiceDelivery
from phoenix.payments.history import History
from phoenix.staff import payment_words
from phoenix.subscriptions.event_words import reason
from phoenix.subscriptions.models import SubscriptionEvent
from phoenix.web.filters import day, money


class Event(NamedTuple):
    """One thing that happened: when, what, and a word more."""

    at: datetime
    title: str
    text: str = ""


def story(held: Held, lines: Sequence[OrderLine], deliveries: Sequence[ServiceDelivery], histories: Sequence[History]) -> list[Event]:
    """All of it, the oldest first."""
    names = {line.id: line.name for line in lines}
    found = [*_order(held.order), *_paid(histories), *_delivered(deliveries, names), *_documents(held), *_subscriptions(held)]
    return sorted(found, key=lambda each: each.at)


def _order(order: Order) -> Iterator[Event]:
    yield Event(order.created_at, _("Commande préparée"))
    if order.confirmed_at:
        yield Event(order.confirmed_at, _("Confirmée par le client"), _("depuis %(address)s", address=order.address) if order.address else "")
    if order.paid_at:
        yield Event(order.paid_at, _("Paiement accepté, exécution commencée"))
    for row in order.cancellations:
        yield Event(row.at, _("Commande annulée"), row.reason)


def _paid(histories: Sequence[History]) -> Iterator[Event]:
    for history in histories:
        for row in history.refunds:
            amount = money(Money(row.amount, history.payment.currency))
            yield Event(row.created_at, _("Remboursement de %(amount)s : %(state)s", amount=amount, state=payment_words.refund_state(row.state)[0]), row.reason)
        if history.payment.disputed_at:
            yield Event(history.payment.disputed_at, _("Paiement contesté auprès de la banque"))


def _delivered(deliveries: Sequence[ServiceDelivery], names: dict[int, str]) -> Iterator[Event]:
    for row in deliveries:
        said = _("le %(day)s, par %(name)s", day=day(row.delivered_on), name=row.delivered_by)
        yield Event(row.recorded_at, _("Livré : %(service)s", service=names[row.order_line_id]), said)
        if row.undone_at:
            yield Event(row.undone_at, _("Livraison annulée : %(service)s", service=names[row.order_line_id]), row.undone_why)


def _documents(held: Held) -> Iterator[Event]:
    for row in held.invoices:
        title = _("Facture %(number)s", number=row.number) if row.kind == "invoice" else _("Avoir %(number)s", number=row.number)
        yield Event(row.created_at, title, money(row.total))


def _subscriptions(held: Held) -> Iterator[Event]:
    for row in held.subscriptions:
        yield Event(row.created_at, _("Abonnement %(number)s ouvert", number=row.number), row.name)
    numbers = {row.id: row.number for row in held.subscriptions}
    ends = SubscriptionEvent.select().where(SubscriptionEvent.subscription << list(numbers), SubscriptionEvent.kind == "ended")
    for row in ends:
        title = _("Abonnement %(number)s terminé", number=numbers[row.subscription_id])
        yield Event(row.at, title, reason(row.detail.get("reason", "")))
