"""SEPA debits: days of processing, late refusals, disputes, mandates (clause 6.1c)."""

from datetime import timedelta

import pytest

from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.orders.models import Order
from phoenix.payments import means, rules, service, settling, sweep
from phoenix.payments.models import Attempt, Mandate, Payment, PaymentMethod
from phoenix.payments.service import NotPayableBy
from phoenix.subscriptions.models import Subscription
from tests import payment_world as world
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401


@pytest.fixture
def lyon(shop):  # noqa: F811
    return world.person(world.organisation("fr"))


@pytest.fixture
def debited(lyon, front):  # noqa: F811
    """An order whose debit is processing."""
    front.overlay.hold_sepa = True
    order = world.order(lyon, world.plan())
    world.pay(order, lyon, world.account(lyon, front))
    return Payment.get(Payment.order == order)


def settled(payment) -> Payment:
    settling.settle(payment.last_attempt(), "webhook")
    return Payment.get_by_id(payment.id)


def test_the_mandate_is_kept_with_what_was_shown(lyon, front):  # noqa: F811
    account = world.account(lyon, front)
    mandate = Mandate.get()
    assert (account.kind, account.last4, account.country) == ("sepa", "2606", "FR")
    assert mandate.method_id == account.id
    assert mandate.reference.startswith("PA")
    assert (mandate.status, mandate.text, mandate.address) == ("active", "J’autorise.", "192.0.2.7")


def test_adopting_twice_keeps_one(lyon, front):  # noqa: F811
    setup = means.prepare(lyon.organisation, "sepa")
    world.browser_iban(front.base, setup.client_secret, world.GOOD_IBAN)
    for _click in range(2):
        means.adopt(lyon.organisation, setup.id, world.evidence(lyon))
    assert PaymentMethod.select().count() == Mandate.select().count() == 1


def test_what_another_customer_stored_is_refused(lyon, front):  # noqa: F811
    other = world.person(world.organisation("fr", "Un autre"))
    setup = means.prepare(other.organisation, "card")
    world.browser_card(front.base, setup.client_secret, world.CARDS["good"])
    with pytest.raises(means.NotYours):
        means.adopt(lyon.organisation, setup.id, world.evidence(lyon))


def test_what_was_not_stored_is_refused(lyon, front):  # noqa: F811
    setup = means.prepare(lyon.organisation, "card")
    with pytest.raises(means.NotStored):
        means.adopt(lyon.organisation, setup.id, world.evidence(lyon))


def test_a_debit_taken_for_processing_concludes_the_order_and_is_not_paid(debited):
    assert debited.state == rules.PROCESSING
    assert debited.confirmed_at and not debited.settled_at
    assert Order.get_by_id(debited.order_id).state == "paid"
    assert Invoice.get().state == "issued"
    assert Subscription.select().count() == 1
    assert Mandate.get().last_debited_at


def test_a_debit_that_succeeds_settles_the_invoice_once(debited, front):  # noqa: F811
    front.overlay.settle(debited.last_attempt().intent_id)
    for _news in range(3):
        payment = settled(debited)
    assert (payment.state, Invoice.get().state) == (rules.SUCCEEDED, "paid")
    assert Invoice.select().count() == 1


def test_a_debit_refused_late_reopens_and_can_be_paid_by_card(debited, lyon, front):  # noqa: F811
    front.overlay.fail(debited.last_attempt().intent_id, "insufficient_funds")
    payment = settled(debited)
    assert (payment.state, Invoice.get().state) == (rules.FAILED, "issued")

    order = Order.get_by_id(debited.order_id)
    assert not service.standing(order).accepted
    world.pay(order, lyon, world.card(lyon, front))

    payment = Payment.get_by_id(payment.id)
    assert (payment.state, payment.method_kind) == (rules.SUCCEEDED, "card")
    assert (Invoice.select().count(), Invoice.get().state) == (1, "paid")
    assert Subscription.select().count() == 1


def test_the_bank_takes_it_back_and_that_is_final(debited, front):  # noqa: F811
    intent = debited.last_attempt().intent_id
    front.overlay.settle(intent)
    settled(debited)
    front.overlay.dispute(intent)
    assert settled(debited).state == rules.DISPUTED
    assert Invoice.get().state == "issued"
    front.overlay.dispute(intent, "lost")
    assert settled(debited).state == rules.LOST


def test_a_dispute_won_pays_the_invoice_again(debited, front):  # noqa: F811
    intent = debited.last_attempt().intent_id
    front.overlay.settle(intent)
    front.overlay.dispute(intent)
    settled(debited)
    front.overlay.dispute(intent, "won")
    assert settled(debited).state == rules.WON
    assert Invoice.get().state == "paid"


def test_an_inactive_or_lapsed_mandate_is_never_debited(lyon, front):  # noqa: F811
    account = world.account(lyon, front)
    order = world.order(lyon, world.plan())
    with clock.frozen(clock.now() + timedelta(days=3 * 366)):
        assert not means.is_usable(PaymentMethod.get_by_id(account.id))
    means.mandate_changed(means.MandateSeen(Mandate.get().stripe_id, "inactive"))
    with pytest.raises(NotPayableBy):
        world.pay(order, lyon, PaymentMethod.get_by_id(account.id))
    assert Attempt.select().count() == 0


def test_a_revoked_mandate_does_not_come_back(lyon, front):  # noqa: F811
    account = world.account(lyon, front)
    means.revoke(account)
    means.mandate_changed(means.MandateSeen(Mandate.get().stripe_id, "active"))
    assert Mandate.get().status == "revoked"
    assert means.stored(lyon.organisation_id) == []


def test_dirhams_and_large_sums_are_not_debited(lyon, front):  # noqa: F811
    order = world.order(lyon, world.plan(euros=100_00), quantity=90)
    assert order.gross > rules.SEPA_LIMIT_MINOR
    with pytest.raises(NotPayableBy):
        world.pay(order, lyon, world.account(lyon, front))


def test_due_dates_are_debited_until_the_mandate_ends_then_carded(lyon, front):  # noqa: F811
    card, account = world.card(lyon, front), world.account(lyon, front)
    assert means.for_collection(lyon.organisation_id, "EUR") == account
    assert means.for_collection(lyon.organisation_id, "MAD") == card
    means.revoke(account)
    assert means.for_collection(lyon.organisation_id, "EUR") == card


def test_a_processing_debit_is_looked_at_again_by_the_hour(debited, front):  # noqa: F811
    front.overlay.sepa[debited.last_attempt().intent_id] = "succeeded"  # and no webhook
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        sweep.sweep()
        assert Payment.get_by_id(debited.id).state == rules.PROCESSING
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        sweep.sweep()
    assert Payment.get_by_id(debited.id).state == rules.SUCCEEDED


def test_the_same_account_given_twice_keeps_one_mandate(lyon, front):  # noqa: F811
    first = world.account(lyon, front)
    assert world.account(lyon, front) == first
    assert PaymentMethod.select().count() == Mandate.select().count() == 1


def test_after_its_mandate_was_revoked_the_same_account_signs_another(lyon, front):  # noqa: F811
    first = world.account(lyon, front)
    means.revoke(PaymentMethod.get_by_id(first.id))
    assert world.account(lyon, front) != first and Mandate.select().count() == 2


def test_a_sweep_asks_about_so_many_at_a_time_and_comes_round_to_all(debited, monkeypatch):
    attempt = debited.last_attempt()
    values = {name: getattr(attempt, name) for name in ("kind", "stripe_customer", "stripe_method", "amount", "currency")}
    for number in range(2, 7):
        Attempt.create(
            payment=debited, number=number, key=f"many:{number}", method=attempt.method_id, reached=rules.PROCESSING,
            intent_id=f"pi_many_{number}", submitted_at=attempt.submitted_at, **values,
        )
    asked = []
    monkeypatch.setattr(sweep, "AT_ONCE", 2)
    monkeypatch.setattr(sweep.settling, "settle", lambda row, _source: asked.append(row.id))
    later = clock.now() + timedelta(hours=2)
    with clock.frozen(later):
        for _minute in range(4):
            sweep.sweep()
    assert sorted(asked) == sorted({row.id for row in Attempt.select()}) and len(asked) == 6
