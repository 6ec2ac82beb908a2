"""What is owed for an invoice: its sum, less credit notes, less what came in and stayed (clauses 3.3c, 6.2a)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import peewee

from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.payments import rules
from phoenix.payments.models import Payment, Refund

# The money is here, but for what was given back.
HELD = (rules.SUCCEEDED, rules.PARTLY_REFUNDED, rules.REFUNDED, rules.WON)


@dataclass(frozen=True, slots=True)
class Account:
    """One invoice's sums in minor units; `owed` below zero is owed to the customer."""

    gross: int
    credited: int
    held: int
    given_back: int
    at_the_bank: int
    currency: str

    @property
    def owed(self) -> int:
        """What remains to be paid, debits under way not counted."""
        return self.gross - self.credited - self.held + self.given_back

    @property
    def to_charge(self) -> int:
        """What may be charged now: debits under way are left to their end."""
        return max(0, self.owed - self.at_the_bank)

    @property
    def money_owed(self) -> Money:
        """`owed`, never below nothing."""
        return Money(max(0, self.owed), self.currency)


def account(invoice: Invoice) -> Account:
    """The sums of one invoice, in three queries."""
    credited = Invoice.select(peewee.fn.SUM(Invoice.gross)).where(Invoice.corrects == invoice).scalar()
    rows = Payment.select(Payment.state, Payment.amount).where(Payment.invoice == invoice).tuples()
    given_back = (
        Refund.select(peewee.fn.SUM(Refund.amount))
        .join(Payment)
        .where(Payment.invoice == invoice, Refund.state != "failed", Payment.state << HELD)
        .scalar()
    )
    sums = {True: 0, False: 0}
    for state, amount in rows:
        if state in HELD or state == rules.PROCESSING:
            sums[state == rules.PROCESSING] += amount
    return Account(
        invoice.gross, int(credited or 0), sums[False], int(given_back or 0), sums[True], invoice.currency
    )


def owed_of(invoices: list[Invoice]) -> dict[int, Money]:
    """What remains to be paid of each of these invoices, never below nothing, in three queries whatever their number."""
    ids = [row.id for row in invoices]
    taken = Counter()
    credits = Invoice.select(Invoice.corrects, peewee.fn.SUM(Invoice.gross)).where(Invoice.corrects << ids)
    for invoice_id, amount in credits.group_by(Invoice.corrects).tuples():
        taken[invoice_id] += int(amount)
    here = Payment.select(Payment.invoice, peewee.fn.SUM(Payment.amount))
    for invoice_id, amount in here.where(Payment.invoice << ids, Payment.state << HELD).group_by(Payment.invoice).tuples():
        taken[invoice_id] += int(amount)
    back = Refund.select(Payment.invoice, peewee.fn.SUM(Refund.amount)).join(Payment)
    given = (Payment.invoice << ids) & (Refund.state != "failed") & (Payment.state << HELD)
    for invoice_id, amount in back.where(given).group_by(Payment.invoice).tuples():
        taken[invoice_id] -= int(amount)
    return {row.id: Money(max(0, row.gross - taken[row.id]), row.currency) for row in invoices}
