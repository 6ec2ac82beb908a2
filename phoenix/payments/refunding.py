"""Refunds that staff decide: shown before they are made, once for each form, tried again after a refusal (clause 5d)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation
from phoenix.database import transaction
from phoenix.invoices import credit
from phoenix.invoices.credit_lines import Chosen, NotOnTheInvoice, Part, left, part_of
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.events import RefundSucceeded, emit
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.payments import ledger, refunds, rules, settling
from phoenix.payments.charging import lock_payment
from phoenix.payments.models import Attempt, Payment, PaymentEvent, Refund
from phoenix.payments.refunds import REFUNDABLE, NotRefundable, TooMuch
from phoenix.team import audit

DROPPED = "dropped"
TRANSFER = "transfer"  # given back outside of Stripe, which had refused


class NotRefused(Exception):
    """This refund needs nobody: it is not refused, or it was tried again already."""


class Moved(Exception):
    """Somebody refunded something since the effect was shown: what is left is not what was seen."""


@frozen
class Wish:
    """What staff ask: how much, or which lines; why, as the credit note will say; who decides; the form's
    key; what was left (minor units) when its effect was shown."""

    amount: Money
    reason: str
    decided_by: str
    key: str
    chosen: Chosen = ()
    left_seen: int | None = None


@frozen
class Effect:
    """What a refund would do: what is left of the payment after it, and its credit note."""

    amount: Money
    left_after: Money
    invoice: Invoice | None
    credited: Money
    facts: InvoiceFacts | None
    whole: bool  # nothing of the invoice stays


def lines_left(payment: Payment) -> dict[int, int]:
    """Position → units of each line of the payment's invoice that no refund took back yet."""
    if payment.invoice_id is None:
        return {}
    rows = Refund.select(Refund.lines).join(Payment).where(
        Payment.invoice == payment.invoice_id, Refund.state != "failed", Refund.lines.is_null(False)
    )
    return left(InvoiceFacts.from_json(payment.invoice.facts), [row.lines for row in rows])


def part_chosen(payment: Payment, chosen: Chosen) -> Part:
    """What these units of these lines come to; NotOnTheInvoice where they are not there any more."""
    free = lines_left(payment)
    if not chosen or any(quantity > free.get(position, 0) for position, quantity in chosen):
        raise NotOnTheInvoice(chosen)
    return part_of(InvoiceFacts.from_json(payment.invoice.facts), chosen)


def effect(payment: Payment, wish: Wish) -> Effect:
    """What this refund would do, nothing written. NotRefundable, TooMuch, NotOnTheInvoice."""
    _check(payment, wish)
    after = refunds.left(payment) - wish.amount
    credited = _uncredited(payment, wish.amount)
    if not credited:
        return Effect(wish.amount, after, payment.invoice, credited, None, False)
    facts = credit.draft(payment.invoice, credited, wish.chosen if credited == wish.amount else ())
    whole = credit.credited_so_far(payment.invoice) + credited == payment.invoice.total
    return Effect(wish.amount, after, payment.invoice, credited, facts, whole)


def by_form(payment: Payment, key: str | None) -> Refund | None:
    """The refund that this form has made already."""
    return payment.refunds.where(Refund.form_key == key).first() if key else None


def refund(payment: Payment, wish: Wish) -> Refund:
    """Give money back: the row and its log in one transaction, then Stripe. The same form again gives the same row.

    NotRefundable, TooMuch, NotOnTheInvoice, Moved. Its state says what Stripe answered.
    """
    with transaction():
        settling.lock_owners(payment.id)
        payment = lock_payment(payment.id)
        known = Refund.get_or_none(Refund.form_key == wish.key)
        row = known or _begin(payment, wish)
    return refunds.submit(row)


def retry(row: Refund, decided_by: str) -> Refund:
    """Ask Stripe once more for what it refused, as a new row; once for each refusal. NotRefused, NotRefundable, TooMuch."""
    with transaction():
        payment, row = _refused(row)
        again = refunds.write(payment, row.amount, **_as_before(row), decided_by=decided_by)
        _log("refund_retried", payment, again, {"refund": row.reference, "state": row.state})
    return refunds.submit(again)


def given_otherwise(row: Refund, decided_by: str, how: str) -> Refund:
    """What Stripe refused to give back left by bank transfer: booked as a refund of its own, with its credit note (as `retry`)."""
    with transaction():
        payment, row = _refused(row)
        values = {**_as_before(row), "decided_by": decided_by, "origin": TRANSFER, "booked_at": clock.now(), "called_at": clock.now()}
        paid = refunds.write(payment, row.amount, state="succeeded", **values)
        PaymentEvent.create(
            payment=payment, refund=paid, source="staff", before="submitted", after="succeeded", detail={"transfer": how}
        )
        _log("refund_by_transfer", payment, paid, {"refund": row.reference, "state": row.state})
        attempt = Attempt.get_by_id(row.attempt_id)
        settling.apply(attempt.id, settling.View(rules.Seen(attempt.reached)), "staff")
        emit(RefundSucceeded(paid.id))
        return Refund.get_by_id(paid.id)


def drop(row: Refund, decided_by: str, why: str) -> None:
    """Nothing will be given back for this refusal after all; once. NotRefused."""
    with transaction():
        settling.lock_owners(row.payment_id)
        payment, row = lock_payment(row.payment_id), Refund.get_by_id(row.id)
        if is_settled(row):
            raise NotRefused(row.reference)
        PaymentEvent.create(payment=payment, refund=row, source="staff", before="failed", after=DROPPED, detail={"why": why})
        told = {"refund": row.reference, "amount": row.amount, "decided_by": decided_by, "why": why}
        audit.record("refund_dropped", f"payment:{payment.reference}", {"state": row.state}, told)


def is_settled(row: Refund) -> bool:
    """Whether a refund needs nobody: not refused, tried again, or given up."""
    dropped = row.events.where(PaymentEvent.after == DROPPED)
    return row.state != "failed" or row.retries.exists() or dropped.exists()


def refused():
    """Refunds that Stripe finally refused and that nobody tried again, paid otherwise or gave up, as a select."""
    again = Refund.alias()
    tried = again.select(again.retry_of).where(again.retry_of == Refund.id)
    dropped = PaymentEvent.select(PaymentEvent.refund).where(PaymentEvent.refund == Refund.id, PaymentEvent.after == DROPPED)
    return Refund.select().where(Refund.state == "failed", ~peewee.fn.EXISTS(tried), ~peewee.fn.EXISTS(dropped))


def refused_first(most: int = 100) -> list[Refund]:
    """The same with their payments and customers, the oldest first."""
    query = refused().select(Refund, Payment, Organisation).join(Payment).join(Organisation)
    return list(query.order_by(Refund.id).limit(most))


def _begin(payment: Payment, wish: Wish) -> Refund:
    if wish.left_seen not in (None, refunds.left(payment).minor):
        raise Moved
    _check(payment, wish)
    chosen = [list(each) for each in wish.chosen] or None
    values = {"reason": wish.reason, "decided_by": wish.decided_by, "form_key": wish.key, "lines": chosen}
    row = refunds.write(payment, wish.amount.minor, **values)
    _log("refund_asked", payment, row, {"left": row.amount + refunds.left(payment).minor})
    return row


def _check(payment: Payment, wish: Wish) -> None:
    if payment.state not in REFUNDABLE:
        raise NotRefundable(payment.state)
    if wish.chosen and part_chosen(payment, wish.chosen).gross != wish.amount.minor:
        raise NotOnTheInvoice(wish.chosen)
    free = refunds.left(payment)
    if not 0 < wish.amount.minor <= free.minor:
        raise TooMuch(free)


def _uncredited(payment: Payment, amount: Money) -> Money:
    """How much of a refund its own credit note will be: earlier notes may have left something over already."""
    if payment.invoice_id is None:
        return Money.zero(amount.currency)
    owed = ledger.account(payment.invoice).owed
    return Money(max(0, min(amount.minor, amount.minor + owed)), amount.currency)


def _refused(row: Refund) -> tuple[Payment, Refund]:
    """The payment, locked, and its refund, if that was refused and not tried again. NotRefundable, TooMuch: things moved."""
    settling.lock_owners(row.payment_id)
    payment, row = lock_payment(row.payment_id), Refund.get_by_id(row.id)
    if is_settled(row):
        raise NotRefused(row.reference)
    if payment.state not in REFUNDABLE:
        raise NotRefundable(payment.state)
    if row.amount > refunds.left(payment).minor:
        raise TooMuch(refunds.left(payment))
    return payment, row


def _as_before(row: Refund) -> dict:
    again = f"{row.key_of_credit}:again:{row.id}" if row.key_of_credit else None
    kept = {"reason": row.reason, "lines": row.lines, "credit_note": row.credit_note_id}
    return {**kept, "retry_of": row, "key_of_credit": again}


def _log(act: str, payment: Payment, row: Refund, before: dict) -> None:
    told = {"refund": row.reference, "amount": row.amount, "reason": row.reason, "decided_by": row.decided_by}
    audit.record(act, f"payment:{payment.reference}", before, told)
