"""Seats that were just added are charged at once: their invoice does not wait for the hourly run (clause 6.1a)."""

from __future__ import annotations

from datetime import date

from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.payments import collecting, invoice_payment
from phoenix.payments import collection_rules as plan
from phoenix.payments.models import Collection, PaymentMethod

PAID = "paid"
ANNOUNCED = "announced"  # a debit on the day `on`
AT_THE_BANK = "at_the_bank"
CUSTOMER = "customer"  # the bank wants to see its customer
REFUSED = "refused"
NO_MEANS = "no_means"
UNKNOWN = "unknown"


@frozen
class Outcome:
    """What came of an invoice just issued: a word, its sum, the means that was asked, the day of a debit."""

    word: str
    invoice: str
    gross: Money
    method: PaymentMethod | None = None
    on: date | None = None


def pay_now(invoice: Invoice) -> Outcome:
    """Have the stored means pay an invoice whose transaction is committed; safe to repeat."""
    row = Collection.get_or_none(Collection.invoice == invoice)
    if row is not None:
        collecting.collect(row.id, collecting.today_of(invoice))
    now = invoice_payment.standing(invoice)
    method = now.attempt.method if now.attempt else None
    return Outcome(_word(now), invoice.number, invoice.total, method, now.collection and now.collection.try_on)


def _word(now: invoice_payment.Standing) -> str:
    if now.paid:
        return PAID
    if now.needs_customer:
        return CUSTOMER
    if now.at_the_bank:
        return AT_THE_BANK
    if now.unsettled:
        return UNKNOWN
    if now.attempt is not None:
        return REFUSED
    return NO_MEANS if now.collection is None or now.collection.refusal == plan.NO_MEANS else ANNOUNCED
