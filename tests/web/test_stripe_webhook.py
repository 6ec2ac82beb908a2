"""Webhooks: forged, stale, repeated, reversed, before their time: the same end (payments.md)."""

import itertools
import time

import pytest

from phoenix.gateways.stripe_client import StripePayments
from phoenix.invoices.models import Invoice
from phoenix.orders.models import Order
from phoenix.payments import charging, rules
from phoenix.payments.models import Attempt, Mandate, Payment, Refund, WebhookEvent
from tests import payment_world as world
from tests.gateways.stripe_webhooks import event, signed
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def debited(lyon, front):  # noqa: F811
    front.overlay.hold_sepa = True
    order = world.order(lyon, world.plan())
    world.pay(order, lyon, world.account(lyon, front))
    return Payment.get(Payment.order == order).last_attempt()


def send(client, told, **signature):
    body, headers = signed(told, **signature)
    return client.post("/stripe/webhook", data=body, headers=headers)


def about(attempt, kind="payment_intent.succeeded", **more):
    return event(kind, {"id": attempt.intent_id, "object": "payment_intent", "metadata": {}, **more})


def test_a_webhook_needs_no_session_and_no_token(client, debited, front):  # noqa: F811
    front.overlay.sepa[debited.intent_id] = "succeeded"
    assert send(client, about(debited)).status_code == 200
    assert Payment.get().state == rules.SUCCEEDED
    assert WebhookEvent.select().count() == 1


def test_its_content_is_not_believed(client, debited):
    assert send(client, about(debited, status="succeeded", amount_received=1)).status_code == 200
    assert Payment.get().state == rules.PROCESSING


@pytest.mark.parametrize("signature", [{"secret": "whsec_forged"}, {"at": int(time.time()) - 301}])
def test_forged_or_stale_changes_nothing(client, debited, front, signature):  # noqa: F811
    front.overlay.sepa[debited.intent_id] = "succeeded"
    assert send(client, about(debited), **signature).status_code == 400
    assert Payment.get().state == rules.PROCESSING
    assert WebhookEvent.select().count() == 0


def test_the_other_mode_is_refused(client, debited, front):  # noqa: F811
    front.overlay.sepa[debited.intent_id] = "succeeded"
    told = {**about(debited), "livemode": True}
    assert send(client, told).status_code == 400
    assert Payment.get().state == rules.PROCESSING


def test_repeated_it_has_its_effect_once(client, debited, front):  # noqa: F811
    front.overlay.sepa[debited.intent_id] = "succeeded"
    told = about(debited)
    for _time in range(3):
        assert send(client, told).status_code == 200
    assert WebhookEvent.select().count() == 1
    assert Invoice.select().count() == 1


@pytest.mark.parametrize("kinds", list(itertools.permutations(["processing", "succeeded", "payment_failed"])))
def test_the_order_of_arrival_does_not_matter(client, debited, front, kinds):  # noqa: F811
    front.overlay.sepa[debited.intent_id] = "succeeded"
    for kind in kinds:
        assert send(client, about(debited, f"payment_intent.{kind}")).status_code == 200
    assert Payment.get().state == rules.SUCCEEDED


def test_before_its_time_it_finds_the_attempt_by_what_it_carries(client, lyon, front, monkeypatch):  # noqa: F811
    """The webhook arrives while the call that makes the intent has not answered yet."""
    real = StripePayments.charge

    def charge(self, wanted):
        intent = real(self, wanted)
        early = {"id": intent.id, "object": "payment_intent", "metadata": wanted.metadata}
        assert send(client, event("payment_intent.succeeded", early)).status_code == 200
        assert Payment.get().state == rules.SUCCEEDED
        return intent

    monkeypatch.setattr(StripePayments, "charge", charge)
    order = world.order(lyon, world.plan())
    world.pay(order, lyon, world.card(lyon, front))
    assert Payment.get().state == rules.SUCCEEDED
    assert Invoice.select().count() == 1


def test_what_is_not_ours_is_acknowledged(client, shop, front):  # noqa: F811
    strange = [
        event("payout.paid", {"id": "po_1", "object": "payout"}),
        event("payment_intent.succeeded", {"id": "pi_other", "object": "payment_intent", "metadata": {}}),
        event("payment_intent.succeeded", {"id": "pi_x", "object": "payment_intent", "metadata": {"attempt": "?"}}),
        event("something.new", {}),
    ]
    for told in strange:
        assert send(client, told).status_code == 200


def test_a_failure_is_answered_by_5xx_and_can_come_again(client, debited, front, monkeypatch):  # noqa: F811
    front.overlay.sepa[debited.intent_id] = "succeeded"
    told = about(debited)
    real = charging.settling.apply
    monkeypatch.setattr(charging.settling, "apply", lambda *_: 1 / 0)
    assert send(client, told).status_code == 500
    assert WebhookEvent.select().count() == 0
    monkeypatch.setattr(charging.settling, "apply", real)
    assert send(client, told).status_code == 200
    assert Payment.get().state == rules.SUCCEEDED


def test_stripe_out_of_reach_is_5xx(client, debited, monkeypatch):
    def intent(*_):
        raise world.OutcomeUnknown

    monkeypatch.setattr(StripePayments, "intent", intent)
    assert send(client, about(debited)).status_code == 503


def test_a_dispute_reopens_the_invoice(client, debited, front):  # noqa: F811
    front.overlay.settle(debited.intent_id)
    front.overlay.dispute(debited.intent_id, "lost")
    for told in reversed(front.webhooks.take()):
        assert send(client, told).status_code == 200
    assert Payment.get().state == rules.LOST
    assert Invoice.get().state == "issued"


def test_a_dashboard_refund_is_booked(client, lyon, front):  # noqa: F811
    order = world.order(lyon, world.plan())
    attempt = world.pay(order, lyon, world.card(lyon, front))
    world.refund_in_dashboard(attempt.intent_id, 40_00)
    told = event("charge.refunded", {"id": "ch_1", "object": "charge", "payment_intent": attempt.intent_id})
    send(client, told)
    assert (Refund.get().amount, Payment.get().state) == (40_00, rules.PARTLY_REFUNDED)
    assert Invoice.select().where(Invoice.kind == "credit_note").count() == 1


def test_a_mandate_that_ends_is_followed(client, lyon, front):  # noqa: F811
    world.account(lyon, front)
    front.overlay.set_mandate(Mandate.get().stripe_id, "inactive")
    told = front.webhooks.wait_for("mandate.updated")
    assert send(client, told).status_code == 200
    assert Mandate.get().status == "inactive"


def test_another_sum_than_ours_is_not_applied(client, debited, front):  # noqa: F811
    front.overlay.sepa[debited.intent_id] = "succeeded"
    Attempt.update(amount=Attempt.amount + 1).execute()
    assert send(client, about(debited)).status_code == 500
    assert Payment.get().state == rules.PROCESSING
    assert Order.get().state == "paid"
