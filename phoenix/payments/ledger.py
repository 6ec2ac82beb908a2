"""What is owed for an invoice: its sum, less credit notes, less what came in and stayed (clauses 3.3c, 6.2a).

Tax that a Moroccan customer holds back counts as soon as it is declared, as far as something is owed; once
its certificate was accepted it is worth money, like any other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import peewee

from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.payments import rules
from phoenix.payments.models import Payment, Refund, Withholding
from phoenix.payments.withholding_rules import CERTIFIED, LIVE

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
    promised: int = 0  # held back at source, its certificate not accepted yet
    certified: int = 0  # held back at source, its certificate accepted

    @property
    def withheld(self) -> int:
        """What tax held back at source takes off the sum owed."""
        return self.certified + min(self.promised, max(0, self._unpaid))

    @property
    def withheld_money(self) -> Money:
        """The same as money."""
        return Money(self.withheld, self.currency)

    @property
    def owed(self) -> int:
        """What remains to be paid, debits under way not counted."""
        return self._unpaid - min(self.promised, max(0, self._unpaid))

    @property
    def _unpaid(self) -> int:
        """What neither money nor an accepted certificate has paid."""
        return self.gross - self.credited - self.held + self.given_back - self.certified

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
    promised, certified = _held_back(ids)
    held, given_back, at_the_bank, states = Counter(), Counter(), Counter(), defaultdict(set)
    for invoice_id, state, amount, refunded in _payments(ids):
        states[invoice_id].add(state)
        if state in HELD:
            held[invoice_id] += amount
            given_back[invoice_id] += int(refunded or 0)
        elif state == rules.PROCESSING:
            at_the_bank[invoice_id] += amount
    return {
        each.id: Account(
            each.gross,
            int(credited.get(each.id) or 0),
            held[each.id],
            given_back[each.id],
            at_the_bank[each.id],
            each.currency,
            frozenset(states[each.id]),
            promised[each.id],
            certified[each.id],
        )
        for each in invoices
    }


def _payments(ids: Sequence[int]):
    """The payments of these invoices: of which one, state, amount, and what was given back of it if anything."""
    given = (Refund.payment == Payment.id) & (Refund.state != "failed")
    rows = Payment.select(Payment.invoice, Payment.state, Payment.amount, peewee.fn.SUM(Refund.amount))
    return rows.left_outer_join(Refund, on=given).where(Payment.invoice << ids).group_by(Payment.id).tuples()


def _held_back(ids: Sequence[int]) -> tuple[Counter, Counter]:
    """What is held back at source of these invoices: promised, and certified."""
    promised, certified = Counter(), Counter()
    rows = Withholding.select(Withholding.invoice, Withholding.state, Withholding.amount)
    for invoice_id, state, amount in rows.where(Withholding.invoice << ids, Withholding.state << LIVE).tuples():
        (certified if state == CERTIFIED else promised)[invoice_id] += amount
    return promised, certified


def owed_of(invoices: Sequence[Invoice]) -> dict[int, Money]:
    """What remains to be paid of each of these invoices, never below nothing."""
    return {invoice_id: sums.money_owed for invoice_id, sums in accounts(invoices).items()}
