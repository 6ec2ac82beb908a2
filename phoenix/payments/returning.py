"""Giving back what a credit note left over: once for each note, once the money is here (clauses 5d, 13c)."""

from __future__ import annotations

from phoenix.database import transaction
from phoenix.invoices.models import Invoice
from phoenix.outbox.service import NotYet, enqueue
from phoenix.payments import charging, ledger, refunds
from phoenix.payments.models import Payment, Refund
from phoenix.team import signals


def owe(note: Invoice) -> None:
    """Owe the customer what this credit note leaves over, in the caller's transaction."""
    enqueue("payments.return", {"credit_note": note.id}, key=f"payments.return:{note.number}")


def owe_again(invoice: Invoice, payment: Payment) -> None:
    """The same for all notes of an invoice, once this payment came in: it was begun before they were issued."""
    for note in invoice.corrections.order_by(Invoice.id):
        enqueue("payments.return", {"credit_note": note.id}, key=f"payments.return:{note.number}:{payment.reference}")


def report_surplus(invoice: Invoice, payment: Payment) -> None:
    """Money came in that no note gives back: a dispute won after the customer had paid again, or two
    payments that crossed. Staff are told, once for each payment; nothing is refunded without them."""
    surplus = -ledger.account(invoice).owed - sum(_open_of(note) for note in invoice.corrections)
    if surplus > 0:
        signals.raise_signal(
            "paid_twice", f"invoice:{invoice.number}", payment.reference, amount=surplus, currency=invoice.currency
        )


def _open_of(note: Invoice) -> int:
    """What a note still gives back by itself."""
    return max(0, note.gross - _asked(list(Refund.select().where(Refund.credit_note == note))))


def give_back(payload: dict) -> None:
    """Outbox handler "payments.return": refund what is paid beyond what is owed; NotYet while a debit is under way."""
    note = Invoice.get_by_id(payload["credit_note"])
    invoice = note.corrects
    for row in _write(note, invoice):
        refunds.submit(row)
    if ledger.account(invoice).at_the_bank:
        raise NotYet(f"a debit of {invoice.number} is under way")


def _write(note: Invoice, invoice: Invoice) -> list[Refund]:
    """The refunds of this note, written before Stripe hears of them; those written before are given again."""
    with transaction():
        payments = list(Payment.select().where(Payment.invoice == invoice).order_by(Payment.part))
        for payment in payments:
            charging.lock_payment(payment.id)
        known = list(Refund.select().where(Refund.credit_note == note))
        left = min(note.gross - _asked(known), -ledger.account(invoice).owed)
        for payment in payments:
            amount = min(left, refunds.left(payment).minor)
            if amount > 0 and payment.state in refunds.REFUNDABLE:
                known.append(_refund(payment, note, amount))
                left -= amount
        return known


def _asked(known: list[Refund]) -> int:
    """What was asked of Stripe for a note so far; a refusal that staff tried again is not counted twice."""
    again = {row.retry_of_id for row in known}
    return sum(row.amount for row in known if row.id not in again)


def _refund(payment: Payment, note: Invoice, amount: int) -> Refund:
    key = f"{note.number}:{payment.part}"
    return refunds.write(payment, amount, "credit note", reason=note.number, credit_note=note, key_of_credit=key)
