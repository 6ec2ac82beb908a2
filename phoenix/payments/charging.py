"""Charging a stored means of payment: the row first, then Stripe, then what it answered."""

from __future__ import annotations

import logging

from phoenix.database import for_update, transaction
from phoenix.gateways.stripe_api import ChargeOrder, Declined, NeedsAction, OutcomeUnknown, Refused
from phoenix.kernel import clock
from phoenix.payments import rules, settling
from phoenix.payments.means import STRIPE_KINDS, gateway
from phoenix.payments.models import Attempt, Payment, PaymentEvent, PaymentMethod
from phoenix.payments.settling import View

logger = logging.getLogger("phoenix.payments")


def open_attempt(payment: Payment, method: PaymentMethod, off_session: bool = False) -> Attempt:
    """A new attempt in the caller's transaction, or the one that is still open (clause 6.1a).

    The caller has locked the payment, or the order or invoice that owns it.
    """
    last = payment.last_attempt()
    if last is not None and (last.reached not in rules.FINAL_NO or last.closed_at is None):
        return last  # a refused one counts as open until Stripe can no longer be paid by it
    number = last.number + 1 if last else 1
    attempt = Attempt.create(
        payment=payment,
        number=number,
        key=rules.pay_key(payment.reference, number),
        method=method,
        kind=method.kind,
        stripe_customer=method.stripe_customer,
        stripe_method=method.stripe_id,
        amount=payment.amount,
        currency=payment.currency,
        off_session=off_session,
        reached=rules.SUBMITTED,
        submitted_at=clock.now(),
    )
    PaymentEvent.create(
        payment=payment, attempt=attempt, source="click", before=payment.state, after=rules.SUBMITTED
    )
    payment.state, payment.method, payment.method_kind = rules.SUBMITTED, method, method.kind
    payment.save(only=[Payment.state, Payment.method, Payment.method_kind])
    return attempt


def submit(attempt: Attempt, source: str = "answer") -> Attempt:
    """Have Stripe charge an attempt that is in the database, and apply the answer.

    Whatever happens, the attempt says where it stands; an unknown outcome is left to the sweep.
    """
    if not _claim(attempt):
        return Attempt.get_by_id(attempt.id)
    view = _ask(attempt)
    try:
        settling.apply(attempt.id, view, source)
    except Exception:
        # The money may be taken: the page must not say that it failed, and the sweep repeats.
        logger.exception("attempt %s answered and could not be applied", attempt.key)
    attempt = Attempt.get_by_id(attempt.id)
    settling.close(attempt)
    return attempt


def _claim(attempt: Attempt) -> bool:
    """Only one caller at a time asks Stripe about an attempt."""
    now = clock.now()
    free = Attempt.called_at.is_null() | (Attempt.called_at <= now - rules.CALL_LASTS)
    with transaction():
        return bool(
            Attempt.update(called_at=now)
            .where(Attempt.id == attempt.id, Attempt.reached << rules.OURS_TO_SETTLE, free)
            .execute()
        )


def _ask(attempt: Attempt) -> View:
    try:
        return settling.look(gateway().charge(order_of(attempt)))
    except Declined as refusal:
        return _refused(refusal)
    except NeedsAction as need:
        return _view_of(need.intent_id)
    except Refused as refusal:
        logger.error("Stripe refused attempt %s: %s", attempt.key, refusal)
        return View(rules.Seen(rules.FAILED), error_code=refusal.code or "ours")
    except OutcomeUnknown as reason:
        logger.warning("attempt %s has no outcome yet: %s", attempt.key, reason)
        return settling.UNKNOWN


def _refused(refusal: Declined) -> View:
    """A decline; the intent, where Stripe names it, says the rest."""
    if refusal.intent_id is not None:
        view = _view_of(refusal.intent_id)
        if view.seen.reached != rules.UNKNOWN:
            return view
    return View(
        rules.Seen(rules.FAILED), refusal.intent_id, None, refusal.code, refusal.decline_code
    )


def _view_of(intent_id: str) -> View:
    try:
        return settling.look(gateway().intent(intent_id))
    except (OutcomeUnknown, Refused):
        return View(rules.Seen(rules.UNKNOWN), intent_id)


def order_of(attempt: Attempt) -> ChargeOrder:
    """What Stripe is asked, out of the stored row alone: the same for ever."""
    return ChargeOrder(
        key=attempt.key,
        customer=attempt.stripe_customer,
        method=attempt.stripe_method,
        kind=STRIPE_KINDS[attempt.kind],
        amount=attempt.money,
        metadata=carried_by(attempt),
        off_session=attempt.off_session,
    )


def carried_by(attempt: Attempt) -> dict:
    """What the intent says of itself, so that a webhook before its time finds the attempt."""
    return {"payment": attempt.payment.reference, "attempt": str(attempt.number)}


def find(intent_id: str | None, metadata: dict) -> Attempt | None:
    """The attempt of an intent: by its id, or by what it carries."""
    known = Attempt.get_or_none(Attempt.intent_id == intent_id) if intent_id else None
    if known is not None or not str(metadata.get("attempt", "")).isdigit():
        return known
    query = Attempt.select().join(Payment).where(
        Payment.reference == metadata.get("payment"), Attempt.number == int(metadata["attempt"])
    )
    return query.first()


def give_up(attempt: Attempt) -> bool:
    """Cancel an attempt that waits for its customer; True when it can no longer be paid."""
    if attempt.reached == rules.ACTION and attempt.intent_id is not None:
        try:
            gateway().cancel(attempt.intent_id)
        except (Refused, OutcomeUnknown):
            pass  # whatever became of it, Stripe is asked next
        try:
            settling.settle(attempt, "click")
        except OutcomeUnknown:
            return False
        attempt = Attempt.get_by_id(attempt.id)
    return settling.close(attempt)


def lock_payment(payment_id: int) -> Payment:
    """The payment, locked until the end of the caller's transaction."""
    return for_update(Payment.select().where(Payment.id == payment_id)).get()
