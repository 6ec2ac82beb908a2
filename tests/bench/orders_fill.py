"""Many paid orders of a demo customer, for the measures of My Account."""

from __future__ import annotations

from datetime import timedelta

from tests import builders

from phoenix.accounts.models import Organisation, Person
from phoenix.catalogue.models import Plan
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.orders.models import PAID, Order


def fill(username: str, count: int) -> None:
    """`count` paid orders of the person's organisation, an hour apart."""
    person = Person.select(Person, Organisation).join(Organisation).where(Person.username_key == username).get()
    plan = Plan.select().first()
    with transaction():
        for place in range(count):
            order = builders.confirmed_order(person, [(plan, 1 + place % 20, 2_060)])
            at = clock.now() - timedelta(hours=place)
            Order.update(state=PAID, confirmed_at=at, paid_at=at).where(Order.id == order.id).execute()
            builders.accepted_payment(order)
