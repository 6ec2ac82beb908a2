"""What is owed for an invoice: its sum, less credit notes, less what came in and stayed (clauses 3.3c, 6.2a)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import peewee

from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.payments import rules
from phoenix.payments.models import Payment, Refund

# The money is here, but for what was given back.
HELD = (rules.SUCCEEDED, rules.PARTLY_REFUNDED, rules.REFUNDED, rules.WON)


@frozen
class Account:
    """One invoice's sums in minor units; `owed` below zero is owed to the customer."""

    gross: int
    credited: int
    held: int
    given_back: int
    at_the_bank: int
    currency: str
    states: frozenset[str] = frozenset()  # of its payments

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
    return accounts([invoice])[invoice.id]


def accounts(invoices: Sequence[Invoice]) -> dict[int, Account]:
    """The sums of many invoices by their id, in three queries however many they are."""
    ids = [invoice.id for invoice in invoices]
    credited = dict(
        Invoice.select(Invoice.corrects, peewee.fn.SUM(Invoice.gross))
        .where(Invoice.corrects << ids)
        .group_by(Invoice.corrects)
        .tuples()
    )
    given_back = dict(
        Refund.select(Payment.invoice, peewee.fn.SUM(Refund.amount))
        .join(Payment)
        .where(Payment.invoice << ids, Refund.state != "failed", Payment.state << HELD)
        .group_by(Payment.invoice)
        .tuples()
    )
    held, at_the_bank, states = Counter(), Counter(), defaultdict(set)
    rows = Payment.select(Payment.invoice, Payment.state, Payment.amount).where(Payment.invoice << ids)
    for invoice_id, state, amount in rows.tuples():
        states[invoice_id].add(state)
        if state in HELD:
            held[invoice_id] += amount
        elif state == rules.PROCESSING:
            at_the_bank[invoice_id] += amount
    return {
        each.id: Account(
            each.gross,
            int(credited.get(each.id) or 0),
            held[each.id],
            int(given_back.get(each.id) or 0),
            at_the_bank[each.id],
            each.currency,
            frozenset(states[each.id]),
        )
        for each in invoices
    }


def owed_of(invoices: Sequence[Invoice]) -> dict[int, Money]:
    """What remains to be paid of each of these invoices, never below nothing."""
    return {invoice_id: sums.money_owed for invoice_id, sums in accounts(invoices).items()}
