"""What an account still owes or has running: an erasure waits for it, or goes by closure (clauses 3.3b, 3.3c)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import peewee

from phoenix.invoices.models import Invoice
from phoenix.orders.models import CONFIRMED, Order
from phoenix.payments import ledger
from phoenix.payments.models import Payment, Withholding
from phoenix.payments.rules import ACTION, PROCESSING, SUBMITTED, UNKNOWN
from phoenix.payments.withholding_rules import PROMISED
from phoenix.subscriptions.bills import UNPAID
from phoenix.subscriptions.models import ACTIVE, Subscription

UNDER_WAY = (SUBMITTED, UNKNOWN, ACTION, PROCESSING)


class Obstacles(NamedTuple):
    """Counts of what stands in the way; all zero: nothing does."""

    subscriptions: int
    invoices: int
    payments: int

    @property
    def any(self) -> bool:
        """Whether something does."""
        return bool(self.subscriptions or self.invoices or self.payments)


def of(organisation_id: int) -> Obstacles:
    """What runs or is owed, tax held back without its certificate included; in eight queries at the most."""
    unpaid = list(
        Invoice.select().where(
            Invoice.organisation == organisation_id, Invoice.kind == "invoice", Invoice.state << UNPAID
        )
    )
    owed = ledger.accounts(unpaid) if unpaid else {}
    mine = Payment.organisation == organisation_id
    return Obstacles(
        running().where(Subscription.organisation == organisation_id).count(),
        sum(1 for account in owed.values() if account.owed > 0) + _unattested(organisation_id),
        Payment.select().where(mine, Payment.state << UNDER_WAY).count()
        + Order.select().where(Order.organisation == organisation_id, Order.state == CONFIRMED).count(),
    )


def _unattested(organisation_id: int) -> int:
    """Tax held back at source whose certificate was not accepted: it may be owed again."""
    promised = Withholding.state << PROMISED
    return Withholding.select().where(Withholding.organisation == organisation_id, promised).count()


def running() -> peewee.ModelSelect:
    """The subscriptions that have not ended."""
    return Subscription.select(Subscription.organisation).where(Subscription.state == ACTIVE)


def contract_since(day: date) -> peewee.ModelSelect:
    """The organisations that had a contract on `day` or later: running, ended since, or ordered since."""
    ended = Subscription.select(Subscription.organisation).where(
        (Subscription.state == ACTIVE) | Subscription.ended_on.is_null() | (Subscription.ended_on >= day)
    )
    invoiced = Invoice.select(Invoice.organisation).where(Invoice.issued_on >= day)
    return ended | invoiced
