"""Killed between any two steps of paying: after restart one charge, one order, one invoice."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from phoenix.database import database
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.legal.models import Acceptance
from phoenix.orders.models import Order
from phoenix.outbox.models import Job
from phoenix.payments import rules, service, sweep
from phoenix.payments.models import Payment
from phoenix.subscriptions.models import Subscription
from tests import payment_world as world
from tests.killed_shop import KILLED
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
MOST = 40


@pytest.mark.slow
def test_killed_between_any_two_steps(shop, front):  # noqa: F811
    plan = world.plan()
    for point in range(1, MOST):
        lyon = world.person(world.organisation("fr", f"Client {point}"))
        order = world.order(lyon, plan)
        before = len(front.charges())
        status = pay_and_die(shop, front, lyon, order, point)
        come_back(shop, front, lyon, order)
        assert outcome(order) == ("paid", rules.SUCCEEDED, 1, 1, 1), f"killed at step {point}"
        assert len(front.charges()) == before + 1, f"killed at step {point}"
        assert Job.select().where(Job.key == f"order.documents:{order.id}").count() == 1
        if status != KILLED:
            assert point > 8, "the steps of paying were not met"
            return
    raise AssertionError("paying has more steps than were tried")


def pay_and_die(shop, front, lyon, order, point) -> int:  # noqa: F811
    """Another process pays, and is gone after its step number `point`."""
    database.close()
    settings = shop.config["SETTINGS"]
    arguments = (settings.instance, front.base, lyon.id, order.id, point)
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed_shop", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, KILLED), done.stderr.decode()
    return done.returncode


def come_back(shop, front, lyon, order):  # noqa: F811
    """The shop runs again: the sweep does its round, and the customer returns to the page."""
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        sweep.sweep()
        if service.standing(Order.get_by_id(order.id)).accepted:
            return
        browser = shop.test_client()
        world.sign_in(browser, lyon)
        told = world.click(browser, order, "/moyen").get_json()
        world.browser_card(front.base, told["client_secret"], world.CARDS["good"])
        world.click(browser, order, setup=told["setup"])


def outcome(order) -> tuple:
    """What the books say of an order."""
    order = Order.get_by_id(order.id)
    payment = Payment.get(Payment.order == order)
    invoices = Invoice.select().where(Invoice.order == order).count()
    opened = Subscription.select().where(Subscription.number.startswith(order.number)).count()
    accepted = Acceptance.select().where(Acceptance.order_id == order.id).count() // len(world.version_ids(order))
    return order.state, payment.state, invoices, opened, accepted
