"""Refunds: whole or part, never above what is left, a credit note for each (clause 5d)."""

from datetime import timedelta

import pytest

from phoenix.gateways.stripe_api import RefundOrder
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.payments import means, refunds, rules, settling, sweep
from phoenix.payments.models import Payment, Refund
from phoenix.payments.refunds import NotRefundable, TooMuch
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


@pytest.fixture
def paid(shop, front):  # noqa: F811
    lyon = world.person(world.organisation("fr"))
    order = world.order(lyon, world.plan())
    world.pay(order, lyon, world.card(lyon, front))
    return Payment.get(Payment.order == order)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def credit_notes() -> list[int]:
    return [row.gross for row in Invoice.select().where(Invoice.kind == "credit_note").order_by(Invoice.id)]


def test_parts_then_the_rest(paid):
    assert refunds.refund(paid, euros(100_00), "Geste commercial").state == "succeeded"
    assert Payment.get().state == rules.PARTLY_REFUNDED
    refunds.refund(paid, refunds.left(paid), "Solde")
    assert Payment.get().state == rules.REFUNDED
    assert credit_notes() == [100_00, paid.amount - 100_00]


@pytest.mark.parametrize("excess", [1, 1_000_00])
def test_never_more_than_what_is_left(paid, excess):
    refunds.refund(paid, euros(50_00), "Acompte")
    with pytest.raises(TooMuch) as refused:
        refunds.refund(paid, euros(paid.amount - 50_00 + excess), "Trop")
    assert refused.value.left == euros(paid.amount - 50_00)
    assert credit_notes() == [50_00]


def test_nothing_or_less_is_no_refund(paid):
    for amount in (0, -1):
        with pytest.raises(TooMuch):
            refunds.refund(paid, euros(amount), "Rien")


@pytest.mark.parametrize("fault", ["lost", "unsent", "500"])
def test_an_unknown_refund_is_repeated_once(paid, front, fault):  # noqa: F811
    front.fault("/v1/refunds", fault)
    assert refunds.refund(paid, euros(10_00), "Geste").state == "unknown"
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        sweep.sweep()
    assert (Refund.get().state, credit_notes()) == ("succeeded", [10_00])
    attempt = paid.last_attempt()
    assert len(means.gateway().refunds_of(attempt.intent_id)) == 1


def test_an_unknown_refund_is_looked_for_after_its_key_is_forgotten(paid, front):  # noqa: F811
    front.fault("/v1/refunds", "lost")
    refunds.refund(paid, euros(10_00), "Geste")
    front._answers.clear()
    with clock.frozen(clock.now() + timedelta(hours=25)):
        sweep.sweep()
    assert (Refund.get().state, credit_notes()) == ("succeeded", [10_00])
    assert len(means.gateway().refunds_of(paid.last_attempt().intent_id)) == 1


def test_a_refund_made_in_the_dashboard_is_noticed_and_booked_once(paid):
    intent = paid.last_attempt().intent_id
    means.gateway().refund(RefundOrder("refund:dashboard", intent, euros(30_00), {}))
    for _webhook in range(2):
        settling.settle(paid.last_attempt(), "webhook")
    row = Refund.get()
    assert (row.origin, row.amount, row.state) == ("stripe", 30_00, "succeeded")
    assert Payment.get().state == rules.PARTLY_REFUNDED
    assert credit_notes() == [30_00]


def test_what_the_bank_took_back_is_not_refunded_as_well(paid, front):  # noqa: F811
    front.overlay.dispute(paid.last_attempt().intent_id, "lost")
    settling.settle(paid.last_attempt(), "webhook")
    with pytest.raises(NotRefundable):
        refunds.refund(paid, euros(1_00), "Encore")
