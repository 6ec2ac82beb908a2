"""No answer from Stripe: repeated with the same key, looked up after a day, charged once."""

from datetime import timedelta

import pytest

from phoenix.gateways.stripe_client import StripePayments
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.orders.models import Order
from phoenix.payments import charging, rules, sweep
from phoenix.payments.models import Attempt, Payment
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def bought(lyon, front):  # noqa: F811
    front.before = len(front.charges())
    return world.order(lyon, world.plan())


def later(**ago):
    return clock.frozen(clock.now() + timedelta(**ago))


@pytest.mark.parametrize("fault", ["lost", "unsent", "500"])
def test_the_sweep_repeats_with_the_same_key(lyon, bought, front, fault):  # noqa: F811
    card = world.card(lyon, front)
    front.fault("/v1/payment_intents", fault)
    assert world.pay(bought, lyon, card).reached == rules.UNKNOWN
    sweep.sweep()  # too early: somebody may still be waiting for that answer
    assert Attempt.get().reached == rules.UNKNOWN
    with later(seconds=61):
        sweep.sweep()
    assert Payment.get().state == rules.SUCCEEDED
    assert len(front.charges()) == front.before + 1
    assert Invoice.select().count() == 1


def test_clicking_while_the_outcome_is_unknown_charges_nothing_more(lyon, bought, front):  # noqa: F811
    card = world.card(lyon, front)
    front.fault("/v1/payment_intents", "lost")
    world.pay(bought, lyon, card)
    world.pay(Order.get_by_id(bought.id), lyon, world.card(lyon, front))
    assert Attempt.select().count() == 1
    with later(minutes=2):
        sweep.sweep()
    assert len(front.charges()) == front.before + 1


def test_after_a_day_it_is_looked_for_first(lyon, bought, front):  # noqa: F811
    card = world.card(lyon, front)
    front.fault("/v1/payment_intents", "lost")
    world.pay(bought, lyon, card)
    front._answers.clear()  # Stripe has forgotten the key
    with later(hours=25):
        sweep.sweep()
    assert Payment.get().state == rules.SUCCEEDED
    assert len(front.charges()) == front.before + 1


def test_after_a_day_what_never_arrived_is_sent(lyon, bought, front):  # noqa: F811
    card = world.card(lyon, front)
    front.fault("/v1/payment_intents", "unsent")
    world.pay(bought, lyon, card)
    front._answers.clear()
    with later(hours=25):
        sweep.sweep()
    assert Payment.get().state == rules.SUCCEEDED
    assert len(front.charges()) == front.before + 1


def test_a_failure_of_ours_after_the_charge_is_caught_up(lyon, bought, front, monkeypatch):  # noqa: F811
    card = world.card(lyon, front)
    real = charging.settling.apply
    monkeypatch.setattr(charging.settling, "apply", lambda *_: 1 / 0)
    assert world.pay(bought, lyon, card).reached == rules.SUBMITTED
    monkeypatch.setattr(charging.settling, "apply", real)
    with later(seconds=61):
        sweep.sweep()
    assert Payment.get().state == rules.SUCCEEDED
    assert len(front.charges()) == front.before + 1


def test_one_that_cannot_be_settled_holds_up_no_other(lyon, bought, front, monkeypatch):  # noqa: F811
    casablanca = world.person(world.organisation("ma", "Dar Al Nour"))
    other = world.order(casablanca, world.plan())
    for each, by in ((bought, lyon), (other, casablanca)):
        card = world.card(by, front)
        front.fault("/v1/payment_intents", "unsent")
        world.pay(each, by, card)
    real = StripePayments.charge

    def charge(self, wanted):
        if wanted.amount.currency == "EUR":
            raise RuntimeError("nobody foresaw this")
        return real(self, wanted)

    monkeypatch.setattr(StripePayments, "charge", charge)
    with later(seconds=61):
        sweep.sweep()
        assert [row.payment.currency for row in sweep.stuck(clock.now() + timedelta(hours=1))] == ["EUR"]
    states = {row.currency: row.state for row in Payment.select()}
    assert states == {"EUR": rules.UNKNOWN, "MAD": rules.SUCCEEDED}


def test_a_card_that_stripe_forgot_is_a_refusal(lyon, bought, front):  # noqa: F811
    card = world.card(lyon, front)
    card.stripe_id = "pm_gone"
    card.save()
    attempt = world.pay(bought, lyon, card)
    assert attempt.reached == rules.FAILED
    assert Order.get_by_id(bought.id).state == "confirmed"
