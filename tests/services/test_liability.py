"""The liability figure of an order, from its payments, refunds and credit notes (clause 13b)."""

from __future__ import annotations

from datetime import UTC, datetime

import peewee
import pytest

from phoenix.database import database
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.orders.drafting import rows_of
from phoenix.payments import ledger, refunds
from phoenix.payments.liability import paid_for
from phoenix.payments.models import Payment
from phoenix.subscriptions import run
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401

BOUGHT = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


def ordered(lyon, front, *plans):  # noqa: F811
    """One order with 12 seats of a subscription and 3 of something bought once, paid."""
    for plan in plans[:-1]:
        world.order(lyon, plan)
    order = world.order(lyon, plans[-1], 3)
    world.pay(order, lyon, world.card(lyon, front))
    return order


def figures(order) -> list[int]:
    return [amount.minor for _line, amount in paid_for(order, rows_of(order))]


@pytest.fixture
def order(lyon, front):  # noqa: F811
    return ordered(lyon, front, world.plan(), world.plan("one_off", "once", "service", 100_00))


def test_what_was_paid_is_told_for_each_line_and_makes_the_whole(order):
    # 12 × 20,60 € and 3 × 100 €, with VAT of 20 %
    assert figures(order) == [29_664, 36_000]
    assert sum(figures(order)) == Payment.get().amount


def test_nothing_is_told_as_paid_before_it_is(lyon, front):  # noqa: F811
    assert figures(world.order(lyon, world.plan())) == [0]


def test_a_refund_is_deducted_to_the_cent(order):
    payment = Payment.get()
    refunds.refund(payment, Money(10_001, "EUR"), "geste")
    after = figures(order)
    assert sum(after) == payment.amount - 10_001
    assert all(0 < now < before for now, before in zip(after, (29_664, 36_000), strict=True))


def test_when_all_was_refunded_nothing_is_left(order):
    payment = Payment.get()
    refunds.refund(payment, payment.money, "annulée")
    assert figures(order) == [0, 0]


def test_later_due_dates_of_a_subscription_count_with_its_order(lyon, front):  # noqa: F811
    with clock.frozen(BOUGHT):
        order = ordered(lyon, front, world.plan())
    before = figures(order)
    with clock.frozen(datetime(2026, 4, 10, 10, 0, tzinfo=UTC)):
        run.run(datetime(2026, 4, 10).date())
    held = sum(ledger.accounts([payment.invoice])[payment.invoice_id].held for payment in Payment.select())
    assert sum(figures(order)) == held
    assert (Payment.select().count(), held) == (2, 2 * before[0])


def test_the_queries_are_as_many_with_one_invoice_as_with_many(order, lyon, front, monkeypatch):  # noqa: F811
    lines = rows_of(order)
    counted = []
    real = peewee.SqliteDatabase.execute_sql
    monkeypatch.setattr(
        type(database.obj), "execute_sql", lambda self, *given, **more: (counted.append(1), real(self, *given, **more))[1]
    )
    paid_for(order, lines)
    one = len(counted)
    other = ordered(lyon, front, world.plan(), world.plan(), world.plan())
    lines = rows_of(other)
    counted.clear()
    paid_for(other, lines)
    assert 0 < len(counted) == one <= 6
