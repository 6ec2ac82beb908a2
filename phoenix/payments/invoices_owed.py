"""Where many invoices stand, in a constant number of queries: what lists show of them (clauses 3.3c, 6.2a)."""

from __future__ import annotations

from collections.abc import Sequence

from phoenix.invoices.models import Invoice
from phoenix.kernel.values import frozen
from phoenix.payments import collection_rules as plan
from phoenix.payments import declines, ledger, rules
from phoenix.payments.ledger import Account
from phoenix.payments.models import Collection


@frozen
class Owed:
    """One invoice: its sums, what the shop does by itself, the states of its payments."""

    invoice: Invoice
    sums: Account
    collection: Collection | None
    states: frozenset[str]

    @property
    def needs_customer(self) -> bool:
        """Whether the bank waits for the customer."""
        return self.sums.owed > 0 and rules.ACTION in self.states

    @property
    def under_way(self) -> bool:
        """Whether all that is owed is being debited, or an answer is awaited."""
        open_now = self.states & {rules.SUBMITTED, rules.UNKNOWN}
        return self.sums.owed > 0 and (self.sums.to_charge <= 0 or bool(open_now))

    @property
    def disputed(self) -> bool:
        """Whether the bank took the money back."""
        by_bank = self.states & {rules.DISPUTED, rules.LOST}
        return bool(by_bank) or (self.collection is not None and self.collection.refusal == plan.DISPUTED)

    @property
    def overdue(self) -> bool:
        """Whether the shop has given up trying by itself."""
        return self.invoice.state == "overdue" or (self.collection is not None and self.collection.state == plan.OVERDUE)

    @property
    def refused(self) -> bool:
        """Whether a charge was refused, and the shop tries again by itself."""
        row = self.collection
        return self.sums.owed > 0 and row is not None and row.state == plan.DUE and row.refusals > 0

    @property
    def payable(self) -> bool:
        """Whether its customer can pay it now, or confirm it with the bank."""
        return self.sums.owed > 0 and not self.under_way


def owed_of(invoices: Sequence[Invoice]) -> dict[int, Owed]:
    """Each invoice with where it stands, by its id; credit notes are left out."""
    rows = [each for each in invoices if each.kind == "invoice"]
    sums = ledger.accounts(rows)
    owed = [invoice_id for invoice_id, each in sums.items() if each.owed > 0]
    query = Collection.select().where(Collection.invoice << owed) if owed else ()
    collections = {row.invoice_id: row for row in query}
    return {each.id: Owed(each, sums[each.id], collections.get(each.id), sums[each.id].states) for each in rows}


def needing_attention(organisation_id: int, most: int) -> list[Owed]:
    """What is overdue, was refused or waits for the customer's confirmation, the oldest first."""
    waiting = (Collection.state == plan.WAITING) & (Collection.refusal == declines.CUSTOMER)
    refused = (Collection.state == plan.DUE) & (Collection.refusals > 0)
    rows = list(
        Invoice.select()
        .left_outer_join(Collection, on=(Collection.invoice == Invoice.id))
        .where(Invoice.organisation == organisation_id, Invoice.kind == "invoice")
        .where((Invoice.state == "overdue") | (Collection.state == plan.OVERDUE) | waiting | refused)
        .order_by(Invoice.due_on, Invoice.id)
        .limit(most)
    )
    return [each for each in owed_of(rows).values() if each.sums.owed > 0] if rows else []
