"""Many tabs, webhooks and the sweep at the very same time: one charge, one order, one invoice."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from phoenix.database import database
from phoenix.invoices.models import Invoice
from phoenix.orders.models import Order
from phoenix.payments import charging, means, rules, settling, sweep
from phoenix.payments.models import Attempt, Payment, PaymentMethod
from phoenix.payments.service import EarlierAttemptOpen
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401

TABS = 6


@pytest.fixture
def shop_on_postgresql(postgresql_app, front):  # noqa: F811
    before = postgresql_app.config["SETTINGS"]
    postgresql_app.config["SETTINGS"] = dataclasses.replace(before, stripe_api_base=front.base)
    return postgresql_app


def at_once(app, actions):
    """Run every action in a thread of its own, each with its own connection."""

    def alone(action):
        with app.app_context():
            try:
                return action()
            finally:
                database.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [done.result() for done in [pool.submit(alone, action) for action in actions]]


def pay_in_many_tabs(app, front):  # noqa: F811
    lyon = world.person(world.organisation("fr"))
    order = world.order(lyon, world.plan())
    cards = [world.card(lyon, front) for _tab in range(TABS)]
    before = len(front.charges())

    def tab(card):
        def click():
            try:
                mine = Order.get_by_id(order.id)
                world.pay(mine, lyon, PaymentMethod.get_by_id(card.id))
            except EarlierAttemptOpen:
                pass  # this tab is told to wait, and nothing is charged

        return click

    at_once(app, [tab(card) for card in cards])

    assert len(front.charges()) == before + 1
    assert Payment.get(Payment.order == order).state == rules.SUCCEEDED
    assert (Attempt.select().count(), Invoice.select().count()) == (1, 1)
    return Attempt.get()


def tell_in_many_ways(app, attempt):
    """News of one payment from everywhere at once."""
    view = settling.look(means.gateway().intent(attempt.intent_id))
    ways = [lambda: settling.apply(attempt.id, view, "webhook") for _each in range(TABS)]
    at_once(app, [*ways, sweep.sweep, lambda: charging.submit(Attempt.get_by_id(attempt.id))])
    assert Payment.get().state == rules.SUCCEEDED
    assert Invoice.select().count() == 1


def test_many_tabs_at_once(shop, front):  # noqa: F811
    tell_in_many_ways(shop, pay_in_many_tabs(shop, front))


@pytest.mark.postgresql
def test_many_tabs_at_once_on_postgresql(shop_on_postgresql, front):  # noqa: F811
    tell_in_many_ways(shop_on_postgresql, pay_in_many_tabs(shop_on_postgresql, front))
