"""Confirmed orders stay as they were agreed, whoever asks the database (clauses 4.1f, 5b)."""

from datetime import timedelta

import peewee
import pytest

from phoenix.cart import service as carts
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import market_of
from phoenix.legal import service as legal
from phoenix.orders import service
from phoenix.orders.models import Order, OrderLine
from tests import builders


def confirmed() -> Order:
    camille = builders.representative(builders.lyon())
    plan = builders.plan(2_060)
    cart = carts.open_cart(None, camille.organisation_id, "fr")
    carts.add(cart, plan.id, "3", "fr")
    order = service.prepare(cart, camille, market_of("fr", "fr"), "BC-1")
    versions = [version.id for version in legal.documents_for_order("fr")]
    with transaction():
        return service.confirm(order, camille, "fr", "192.0.2.1", "Firefox", versions)


def refused(change) -> None:
    with pytest.raises(peewee.DatabaseError, match="as they were agreed"), transaction():
        change()


def nothing_changes_but_the_state():
    order = confirmed()
    one = Order.id == order.id
    for column, value in (("net", 1), ("gross", 1), ("facts", "{}"), ("number", "X"), ("organisation_id", 99),
                          ("purchase_reference", "X"), ("currency", "MAD"), ("state", "prepared")):
        refused(lambda column=column, value=value: Order.update({getattr(Order, column): value}).where(one).execute())
    refused(lambda: Order.delete().where(one).execute())
    refused(lambda: OrderLine.update(unit_price=1).where(OrderLine.order == order).execute())
    refused(lambda: OrderLine.delete().where(OrderLine.order == order).execute())
    line = OrderLine.get(OrderLine.order == order)
    refused(lambda: OrderLine.create(**{**line.__data__, "id": None, "position": 9}))
    service.mark_paid(order.id)
    service.keep_summary(order.id, "a" * 64)
    service.keep_summary(order.id, "b" * 64)
    order = Order.get_by_id(order.id)
    assert (order.state, order.summary_sha, order.purchase_reference) == ("paid", "a" * 64, "BC-1")


def test_a_confirmed_order_changes_in_nothing_but_its_state(app):
    nothing_changes_but_the_state()


@pytest.mark.postgresql
def test_a_confirmed_order_changes_in_nothing_but_its_state_on_postgresql(postgresql_app):
    nothing_changes_but_the_state()


def test_numbers_are_each_sellers_own_and_follow(app):
    numbers = [confirmed().number for _ in range(2)]
    assert [number[-6:] for number in numbers] == ["000001", "000002"]
    assert numbers[0].startswith("CF-")


def test_prices_of_an_order_are_those_of_its_day(app):
    order = confirmed()
    line = OrderLine.get(OrderLine.order == order)
    builders.Price.update(amount=9_999).where(builders.Price.plan == line.plan).execute()
    assert service.summary_of(order).lines[0].unit_price.minor == 2_060
    assert service.check_before_last_click(order) == []


def test_orders_nobody_confirmed_are_given_up(app):
    camille = builders.representative(builders.lyon())
    cart = carts.open_cart(None, camille.organisation_id, "fr")
    carts.add(cart, builders.plan().id, "3", "fr")
    order = service.prepare(cart, camille, market_of("fr", "fr"))
    assert service.abandon_before(clock.now() - timedelta(days=1)) == 0
    assert service.abandon_before(clock.now() + timedelta(days=1)) == 1
    assert service.prepare(cart, camille, market_of("fr", "fr")).id != order.id
