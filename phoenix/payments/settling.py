"""The one way in for news of a payment: answer, webhook, return page and sweep all end here."""

from __future__ import annotations

import logging

from phoenix.database import for_update, transaction
from phoenix.gateways.stripe_api import Intent, OutcomeUnknown, RefundSeen, Refused
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.events import (
    PaymentConfirmed,
    PaymentDisputed,
    PaymentFailed,
    PaymentNeedsCustomer,
    PaymentSettled,
    emit,
)
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.orders.models import Order
from phoenix.payments import mails, rules
from phoenix.payments.booking import book_refunds
from phoenix.payments.means import gateway
from phoenix.payments.models import Attempt, Collection, Mandate, Payment, PaymentEvent, Refund

logger = logging.getLogger("phoenix.payments")


class WrongAmount(RuntimeError):
    """An intent that carries our reference is for another sum: nothing is applied."""


@frozen
class View:
    """What is known of an attempt from outside, at one moment."""

    seen: rules.Seen
    intent_id: str | None = None
    amount: Money | None = None
    error_code: str | None = None
    decline_code: str | None = None
    refunds: tuple[RefundSeen, ...] = ()


CLIMBING = [Attempt.reached, Attempt.dispute, Attempt.intent_id, Attempt.error_code, Attempt.decline_code]
SUMMED_UP = [
    Payment.state,
    Payment.method,
    Payment.method_kind,
    Payment.confirmed_at,
    Payment.settled_at,
    Payment.disputed_at,
]
UNKNOWN = View(rules.Seen(rules.UNKNOWN))


def settle(attempt: Attempt, source: str) -> Payment:
    """Ask Stripe what became of this attempt's intent, and apply it."""
    payment = apply(attempt.id, look(gateway().intent(attempt.intent_id)), source)
    close(Attempt.get_by_id(attempt.id))
    return payment


def look(intent: Intent) -> View:
    """All that Stripe says of an intent, disputes and refunds included; no transaction is open."""
    disputes = gateway().disputes_of(intent.id) if intent.disputed else ()
    worst = max((row.status for row in disputes), key=rules.DISPUTE_RANK.__getitem__, default=None)
    return View(
        seen=rules.Seen(rules.reached(intent.status, intent.error_code), worst),
        intent_id=intent.id,
        amount=intent.amount,
        error_code=intent.error_code,
        decline_code=intent.decline_code,
        refunds=gateway().refunds_of(intent.id) if intent.refunded else (),
    )


def apply(attempt_id: int, view: View, source: str) -> Payment:
    """Join what is seen with what is known, under the payment's lock, and tell the other rooms."""
    with transaction():
        payment_id = Attempt.get_by_id(attempt_id).payment_id
        lock_owners(payment_id)
        payment = for_update(Payment.select().where(Payment.id == payment_id)).get()
        attempt = Attempt.get_by_id(attempt_id)
        if view.amount is not None and view.amount != attempt.money:
            raise WrongAmount(attempt.key)
        _climb(attempt, view, source)
        news = book_refunds(payment, attempt, view.refunds, source)
        _sum_up(payment, source)
        for event in news:
            emit(event)
        return payment


def lock_owners(payment_id: int) -> None:
    """The order, the collection and the invoice before their payment, as all others lock them:
    never one waiting on the other."""
    mine = Payment.select().where(Payment.id == payment_id).get()
    for_update(Order.select(Order.id).where(Order.id == mine.order_id)).first()
    for_update(Collection.select(Collection.id).where(Collection.invoice == mine.invoice_id)).first()
    for_update(Invoice.select(Invoice.id).where(Invoice.id == mine.invoice_id)).first()


def _climb(attempt: Attempt, view: View, source: str) -> None:
    before = rules.Known(attempt.reached, attempt.dispute)
    after = rules.join(before, view.seen)
    attempt.reached, attempt.dispute = after.reached, after.dispute
    attempt.intent_id = attempt.intent_id or view.intent_id
    attempt.error_code = view.error_code or attempt.error_code
    attempt.decline_code = view.decline_code or attempt.decline_code
    attempt.save(only=CLIMBING)
    if after != before:
        detail = {"code": attempt.error_code, "decline_code": attempt.decline_code, "dispute": after.dispute}
        PaymentEvent.create(
            payment=attempt.payment_id,
            attempt=attempt,
            source=source,
            before=before.reached,
            after=after.reached,
            detail={name: value for name, value in detail.items() if value},
        )


def _sum_up(payment: Payment, source: str) -> None:
    """The payment's state out of its attempts and refunds; each piece of news is told once."""
    before, after = payment.state, _state(payment)
    now = clock.now()
    news = []
    if payment.confirmed_at is None and after in rules.ACCEPTED | {rules.LOST}:
        payment.confirmed_at = now
        news.append(PaymentConfirmed)
        _note_debit(payment)
    elif _is_debited_anew(payment, before, after):
        _note_debit(payment)
    if payment.settled_at is None and after not in rules.OPEN | rules.FINAL_NO:
        payment.settled_at = now
        news.append(PaymentSettled)
    if payment.disputed_at is None and after in (rules.DISPUTED, rules.LOST):
        payment.disputed_at = now
        news.append(PaymentDisputed)
    if after == rules.WON != before:
        payment.disputed_at = None
        news.append(PaymentSettled)
    if after != before and rules.is_refusal(before, after, payment.last_attempt().off_session):
        news.append(PaymentFailed)
        mails.failed(payment, payment.last_attempt())
    if after == rules.ACTION != before and payment.last_attempt().off_session:
        news.append(PaymentNeedsCustomer)
    payment.state = after
    payment.save(only=SUMMED_UP)
    for event in dict.fromkeys(news):
        emit(event(payment.id))
    if before != after:
        PaymentEvent.create(payment=payment, source=source, before=before, after=after)


def _is_debited_anew(payment: Payment, before: str, after: str) -> bool:
    """Whether its customer, present, has another debit made after one that failed: it is announced like the first."""
    begins = before in rules.NOT_ACCEPTED and after in (rules.PROCESSING, rules.SUCCEEDED)
    return begins and payment.confirmed_at is not None and not payment.last_attempt().off_session


def _state(payment: Payment) -> str:
    rows = list(payment.attempts.order_by(Attempt.number.desc()))
    taken = [row for row in rows if row.reached == rules.SUCCEEDED]
    if len(taken) > 1:
        logger.error("payment %s succeeded %s times", payment.reference, len(taken))
    waiting = [row for row in rows if row.reached == rules.PROCESSING]
    best = next(iter(taken or waiting or rows))
    if payment.method_id != best.method_id:
        payment.method, payment.method_kind = best.method, best.kind
    return rules.state(
        rules.Known(best.reached, best.dispute), payment.amount, refunded_minor(payment)
    )


def refunded_minor(payment: Payment) -> int:
    """What went back to the customer so far, in minor units."""
    done = payment.refunds.where(Refund.state == "succeeded")
    return sum(row.amount for row in done)


def _note_debit(payment: Payment) -> None:
    if payment.method_kind == "sepa":
        Mandate.update(last_debited_at=clock.now()).where(Mandate.method == payment.method_id).execute()
        mails.debit_announced(payment)


def close(attempt: Attempt) -> bool:
    """Cancel the intent of a refused attempt, so that nobody can pay it any more.

    True when it is certain that it cannot be paid: only then may another attempt begin.
    """
    if attempt.reached not in rules.FINAL_NO or attempt.closed_at is not None:
        return attempt.reached in rules.FINAL_NO
    if attempt.intent_id is not None and not _cancelled(attempt):
        return False
    Attempt.update(closed_at=clock.now()).where(Attempt.id == attempt.id).execute()
    return True


def _cancelled(attempt: Attempt) -> bool:
    try:
        intent = gateway().cancel(attempt.intent_id)
    except Refused:
        intent = gateway().intent(attempt.intent_id)
    except OutcomeUnknown:
        return False
    if intent.status != "canceled":
        apply(attempt.id, look(intent), "sweep")
    return intent.status == "canceled"
