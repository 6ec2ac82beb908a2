"""Credit notes, refunds and payments that cross each other: nobody pays, or is paid, more than is owed (clauses 5d, 13c)."""

from datetime import date

import pytest

from phoenix.invoices.credit import issue_credit_note
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.payments import invoice_payment, ledger, means, returning, rules, service, settling
from phoenix.payments.models import Attempt, Payment, PaymentMethod, Refund
from tests import payment_world as world
from tests import subscription_world as life
from tests.gateways.fixtures import CARDS, browser_authenticates
from tests.payment_world import _front, front, localstripe_base, shop  # noqa: F401
from tests.subscription_world import at, deliver, lived, lyon, now  # noqa: F401

DUE_DAY = date(2026, 2, 28)


@pytest.fixture
def card(lyon, front):  # noqa: F811
    return world.card(lyon, front)


def credited(invoice, minor: int, key: str, day: date):
    note = issue_credit_note(invoice, Money(minor, "EUR"), "Geste", day, key, returned=False)
    returning.owe(note)
    return note


def test_what_was_credited_while_the_bank_waited_for_its_customer_is_given_back(lyon, card, front):  # noqa: F811
    life.bought(lyon, card)
    with at(date(2026, 2, 20)):
        world.card(lyon, front, CARDS["3-D Secure"])
    lived(DUE_DAY)
    invoice = life.last_invoice()
    with at(date(2026, 3, 1)):
        credited(invoice, 47_20, "gesture", date(2026, 3, 1))
        deliver()
        intent = life.attempts_of(invoice)[0].intent_id
        browser_authenticates(front.base, means.gateway().intent(intent).client_secret)
        invoice_payment.refresh(invoice)
        deliver()
    assert [row.amount for row in Refund.select()] == [47_20]
    assert ledger.account(invoice).owed == 0
    assert len(life.credit_notes()) == 1


def test_a_refund_in_the_dashboard_of_what_a_credit_note_left_over_is_that_notes(lyon, card, front):  # noqa: F811
    life.bought(lyon, card)
    invoice, payment = Invoice.get(), Payment.get()
    with at(date(2026, 2, 3)):
        credited(invoice, invoice.gross, "gesture", date(2026, 2, 3))
        world.refund_in_dashboard(payment.last_attempt().intent_id, invoice.gross)
        settling.settle(payment.last_attempt(), "webhook")
        deliver()
    assert now(payment).state == rules.REFUNDED
    assert (len(life.credit_notes()), Refund.select().count()) == (1, 1)
    assert ledger.account(invoice).owed == 0


def test_a_refund_beyond_what_was_credited_is_credited_for_the_rest(lyon, card, front):  # noqa: F811
    life.bought(lyon, card)
    invoice, payment = Invoice.get(), Payment.get()
    with at(date(2026, 2, 3)):
        credited(invoice, 30_00, "gesture", date(2026, 2, 3))
        world.refund_in_dashboard(payment.last_attempt().intent_id, 50_00)
        settling.settle(payment.last_attempt(), "webhook")
        deliver()
    assert [note.gross for note in life.credit_notes()] == [30_00, 20_00]
    assert (Refund.select().count(), ledger.account(invoice).owed) == (1, 0)


def test_an_order_whose_debit_failed_is_paid_less_what_was_credited_since(lyon, card, front):  # noqa: F811
    life.bought(lyon, world.account(lyon, front))
    payment, invoice = Payment.get(), Invoice.get()
    attempt = payment.last_attempt()
    attempt.reached, payment.state, payment.settled_at = rules.PROCESSING, rules.PROCESSING, None
    attempt.save()
    payment.save()
    with at(date(2026, 2, 3)):
        credited(invoice, 47_20, "gesture", date(2026, 2, 3))
        seen = settling.View(rules.Seen(rules.FAILED), attempt.intent_id, None, "account_closed", "account_closed")
        settling.apply(attempt.id, seen, "webhook")
        Attempt.update(closed_at=clock.now()).execute()
        made = service.pay_order(payment.order, lyon, PaymentMethod.get_by_id(card.id), world.evidence(lyon), [])
    assert (made.amount, made.reached, now(invoice).state) == (200_00, rules.SUCCEEDED, "paid")
