"""Collections that nobody looks after find their way by themselves: to the money, or to staff (clauses 3.3c, 6.1c, 6.1d)."""

from datetime import date

import pytest

from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.payments import invoice_payment, means, rules, settling
from phoenix.payments.models import Attempt, Collection, Payment, PaymentMethod
from tests import payment_world as world
from tests import subscription_world as life
from tests.gateways.fixtures import CARDS
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, lived, lyon, now  # noqa: F401

DUE_DAY = date(2026, 2, 28)


@pytest.fixture
def card(lyon, front):  # noqa: F811
    return world.card(lyon, front)


def test_a_confirmation_that_its_customer_walked_away_from_does_not_stop_the_shops_own_tries(lyon, card, front):  # noqa: F811
    life.bought(lyon, card)
    front.overlay.refuse(card.stripe_id, "generic_decline")
    lived(DUE_DAY)
    invoice = life.last_invoice()
    with at(date(2026, 3, 1)):
        asks = world.card(lyon, front, CARDS["3-D Secure"])
        assert invoice_payment.pay(invoice, asks).needs_customer
    with at(date(2026, 3, 1), 13):
        means.choose(PaymentMethod.get_by_id(card.id))
    front.overlay.refuse(card.stripe_id, None)
    for day in range(2, 9):
        lived(date(2026, 3, day))
    assert (now(invoice).state, life.collection_of(invoice).state) == ("paid", "collected")
    assert [row.reached for row in life.attempts_of(invoice)] == [rules.FAILED, rules.CANCELLED, rules.SUCCEEDED]


def test_giving_up_a_confirmation_is_no_refusal(lyon, card, front):  # noqa: F811
    life.bought(lyon, card)
    with at(date(2026, 2, 20)):
        world.card(lyon, front, CARDS["3-D Secure"])
    lived(DUE_DAY)
    invoice = life.last_invoice()
    with at(date(2026, 3, 2)):
        assert invoice_payment.pay(invoice, PaymentMethod.get_by_id(card.id)).paid
    assert life.collection_of(invoice).refusals == 0
    assert life.mails_of("payments.refused") == []


def test_a_debit_cancelled_at_the_bank_is_owed_again(lyon, front):  # noqa: F811
    life.bought(lyon, world.account(lyon, front))
    payment = Payment.get()
    attempt = payment.last_attempt()
    attempt.reached, payment.state = rules.PROCESSING, rules.PROCESSING
    attempt.save()
    payment.save()
    with at(date(2026, 2, 3)):
        settling.apply(attempt.id, settling.View(rules.Seen(rules.CANCELLED), attempt.intent_id), "webhook")
    row = life.collection_of(Invoice.get())
    assert (row.state, Invoice.get().state) == ("overdue", "overdue")
    assert len(life.mails_of("payments.failed")) == 1


def test_a_charge_cancelled_before_its_outcome_was_known_is_tried_again(lyon, card, front):  # noqa: F811
    life.bought(lyon, card)
    front.fault("/v1/payment_intents", "lost")
    lived(DUE_DAY)
    invoice = life.last_invoice()
    (attempt,) = life.attempts_of(invoice)
    with at(date(2026, 3, 1)):
        settling.apply(attempt.id, settling.View(rules.Seen(rules.CANCELLED)), "sweep")
    assert life.collection_of(invoice).try_on == date(2026, 3, 4)


def test_a_card_refused_for_an_order_whose_debit_failed_is_told(lyon, card, front):  # noqa: F811
    life.bought(lyon, world.account(lyon, front))
    payment = Payment.get()
    intent = payment.last_attempt().intent_id
    attempt = payment.last_attempt()
    attempt.reached, payment.state, payment.settled_at = rules.PROCESSING, rules.PROCESSING, None
    attempt.save()
    payment.save()
    with at(date(2026, 2, 3)):
        seen = settling.View(rules.Seen(rules.FAILED), intent, None, "account_closed", "account_closed")
        settling.apply(attempt.id, seen, "webhook")
        assert len(life.mails_of("payments.failed")) == 1
        means.revoke(PaymentMethod.get(PaymentMethod.kind == "sepa"))
        Attempt.update(closed_at=clock.now()).execute()
        Collection.update(state="due", try_on=date(2026, 2, 6)).execute()
    front.overlay.refuse(card.stripe_id, "generic_decline")
    lived(date(2026, 2, 6))
    assert len(life.attempts_of(Invoice.get())) == 2
    assert len(life.mails_of("payments.failed")) == 2
