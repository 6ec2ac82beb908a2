"""Tabs that cross on PostgreSQL wait for each other in one order: no deadlock, nothing lost (4.1b)."""

import dataclasses
import threading

import pytest

from phoenix.cart import service as carts
from phoenix.cart.models import Cart
from phoenix.database import transaction
from phoenix.kernel.events import SignedIn
from phoenix.kernel.markets import market_of
from phoenix.orders import service as orders
from phoenix.orders.models import PAID, PREPARED, Order
from phoenix.orders.rules import NothingToOrder
from phoenix.payments.service import OrderClosed
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base  # noqa: F401

pytestmark = pytest.mark.postgresql


def at_once(app, *actions) -> list[Exception]:
    """Do all at the same moment, each in its thread; what went wrong."""
    failures, start = [], threading.Barrier(len(actions))

    def one(action):
        with app.app_context():
            start.wait()
            try:
                action()
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=one, args=(action,)) for action in actions]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return failures


def test_commander_in_one_tab_and_payer_in_another(postgresql_app, front):  # noqa: F811
    before = postgresql_app.config["SETTINGS"]
    postgresql_app.config["SETTINGS"] = dataclasses.replace(before, stripe_api_base=front.base)
    lyon, plan = world.person(world.organisation("fr")), world.plan()
    card = world.card(lyon, front)
    for turn in range(3):
        of = world.order(lyon, plan)
        cart = Cart.get(Cart.organisation == lyon.organisation_id)
        prepares = [_preparing(cart, lyon, f"{turn}-{number}") for number in range(3)]
        failures = at_once(postgresql_app, *prepares, *[lambda: world.pay(of, lyon, card)] * 3)
        assert {type(each) for each in failures} <= {OrderClosed, NothingToOrder}, failures
        now = [row.state for row in Order.select().where(Order.cart_id == cart.id, Order.cart_round == of.cart_round)]
        assert now.count(PREPARED) + now.count(PAID) >= 1
        assert now.count(PREPARED) <= 1


def _preparing(cart, by, reference: str):
    return lambda: orders.prepare(cart, by, market_of("fr", "fr"), reference)


def test_two_browsers_of_one_organisation_sign_in(postgresql_app):
    of, plan = world.organisation("fr"), world.plan()
    for key in ("phone", "desk"):
        carts.add(Cart.create(key=key, country="fr"), plan.id, "12", "fr")

    def signing_in(key: str):
        def sign_in():
            with transaction():
                carts.merge(SignedIn(1, of.id, key))
                threading.Event().wait(0.2)

        return sign_in

    assert at_once(postgresql_app, signing_in("phone"), signing_in("desk")) == []
    (cart,) = Cart.select().where(Cart.key << ["phone", "desk"])
    assert (cart.organisation_id, [item.quantity for item in cart.items]) == (of.id, [12])
