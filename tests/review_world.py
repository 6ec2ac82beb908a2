"""Buyers, what they paid for, reviews of it, and members who decide, in the field's words."""

from __future__ import annotations

import itertools
from datetime import date

from phoenix.accounts.models import ContactPreference, Person
from phoenix.care import review_desk, reviews
from phoenix.care.review_desk import Act
from phoenix.care.review_models import Review
from phoenix.catalogue.models import Plan, Product
from phoenix.database import transaction
from phoenix.database_triggers import purging
from phoenix.kernel import clock, events
from phoenix.orders.models import Order, OrderLine
from phoenix.payments.models import Attempt, Payment, Refund
from tests import builders

_count = itertools.count(1)
CHLOE, DAVID = (101, "Chloé Exemple"), (102, "David Exemple")
WRITTEN = {"rating": 4, "title": "Simple et rapide", "body": "Installé en une matinée, sans aide.", "shown_as": "organisation"}


def buyer(**changes) -> Person:
    """A customer in Lyon who lets us write about offers."""
    person = builders.representative(builders.lyon(), **changes)
    ContactPreference.create(person=person, channel="email", allowed=True, at=clock.now())
    return person


def paid(person: Person, *products: Product, commitment: str = "P1Y", billing: str = "month") -> Order:
    """An order of one of each, paid now."""
    lines = [(_plan(each, commitment, billing), 1, 1_000) for each in products]
    return _pay(builders.confirmed_order(person, lines))


def paid_pack(person: Person, pack: Product, part: Product) -> Order:
    """A pack with one part, paid now: the part has no price of its own."""
    lines = [(_plan(pack, "P1Y", "month"), 1, 1_000), (_plan(part, "P1Y", "month"), 1, 0)]
    order = _pay(builders.confirmed_order(person, lines))
    line = OrderLine.get(OrderLine.order == order, OrderLine.position == 2)
    with transaction(), purging(OrderLine, [line.id]):
        OrderLine.update(parent_position=1).where(OrderLine.id == line.id).execute()
    return order


def _pay(order: Order) -> Order:
    with transaction():
        events.emit(events.PaymentConfirmed(builders.accepted_payment(order).id))
    return Order.get_by_id(order.id)


def _plan(product: Product, commitment: str, billing: str) -> Plan:
    known = Plan.get_or_none(Plan.product == product, Plan.commitment == commitment, Plan.billing == billing)
    return known or builders.plan(of=product, commitment=commitment, billing=billing)


def refunded(order: Order, part: int | None = None) -> None:
    """The whole sum, or `part` of it, was given back."""
    payment = Payment.get(Payment.order == order)
    attempt = Attempt.create(
        payment=payment, number=1, key=f"try-{next(_count)}", method=payment.method, kind="card", stripe_customer="cus",
        stripe_method="pm", amount=payment.amount, currency=payment.currency,
    )
    amount = part or payment.amount
    row = Refund.create(payment=payment, attempt=attempt, amount=amount, reason="geste", state="succeeded", created_at=clock.now())
    state = "refunded" if amount == payment.amount else "partly_refunded"
    Payment.update(state=state).where(Payment.id == payment.id).execute()
    with transaction():
        events.emit(events.RefundSucceeded(row.id))


def today() -> date:
    """The legal day in France."""
    return clock.today("Europe/Paris")


def write(person: Person, product: Product, **changes) -> Review:
    """A review of today's experience."""
    written = {**WRITTEN, "key": f"form-{next(_count)}", "experienced_on": today(), **changes}
    return reviews.write(person, product, written, "fr")


def act(row: Review, body: str = "", member=CHLOE, version: int | None = None, key: str | None = None) -> Act:
    """What a member does to the review as it is now."""
    row = Review.get_by_id(row.id)
    return Act(row.id, version or row.version, key or f"act-{next(_count)}", *member, body)


def published(person: Person, product: Product, **changes) -> Review:
    """A review that was read and published."""
    return review_desk.publish(act(write(person, product, **changes)))
