"""The invoices of subscriptions with what is owed of each, and how its collection goes (clauses 3.3c, 6.2a)."""

from __future__ import annotations

from datetime import date

from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.payments import collection_rules as plan
from phoenix.payments import declines, ledger
from phoenix.payments.models import Collection
from phoenix.subscriptions.models import Subscription

UNPAID = ("issued", "overdue")
TROUBLE = ("refused", "customer", "overdue")


@frozen
class Bill:
    """An invoice or credit note that concerns the subscription; `owed` is what remains to be paid of it.

    `progress` says how its collection goes: "planned" (on `tried_on`), "at_the_bank", "refused" (tried
    again on `tried_on`), "customer" (its bank wants to see them) or "overdue"; empty: nothing is owed.
    """

    number: str
    kind: str
    issued_on: date
    due_on: date
    gross: Money
    state: str
    ready: bool
    owed: Money
    progress: str = ""
    tried_on: date | None = None

    @property
    def payable(self) -> bool:
        """Whether the customer may pay it now."""
        return self.kind == "invoice" and self.state in UNPAID and self.owed.minor > 0


def of(row: Subscription) -> list[Bill]:
    """Every invoice with a line of this subscription, and their credit notes, the newest first."""
    mine = InvoiceLine.select(InvoiceLine.invoice).where(InvoiceLine.order_line == row.order_line_id)
    invoices = list(
        Invoice.select(*_LIGHT)
        .where((Invoice.id << mine) | (Invoice.corrects << mine))
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    )
    return as_bills(invoices)


_LIGHT = (
    Invoice.id,
    Invoice.number,
    Invoice.kind,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.currency,
    Invoice.gross,
    Invoice.state,
    Invoice.pdf_sha,
)


def as_bills(invoices: list[Invoice]) -> list[Bill]:
    """Invoices with what is owed of each, and how its collection goes, in four queries."""
    open_ones = [each for each in invoices if each.kind == "invoice" and each.state in UNPAID]
    owed = ledger.owed_of(open_ones)
    under_way = {row.invoice_id: row for row in Collection.select().where(Collection.invoice << [row.id for row in open_ones])}
    return [_bill(each, owed.get(each.id), under_way.get(each.id)) for each in invoices]


def _bill(invoice: Invoice, owed: Money | None, collection: Collection | None) -> Bill:
    return Bill(
        number=invoice.number,
        kind=invoice.kind,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        gross=invoice.total,
        state=invoice.state,
        ready=invoice.pdf_sha is not None,
        owed=owed or Money.zero(invoice.currency),
        progress=_progress(invoice, collection) if owed else "",
        tried_on=_tried_next(collection) if collection else None,
    )


def _tried_next(row: Collection) -> date | None:
    """The day of the next charge, when it is still to come."""
    return row.try_on if row.try_on and row.try_on > clock.today(COUNTRIES[row.country].timezone) else None


def _progress(invoice: Invoice, row: Collection | None) -> str:
    if invoice.state == "overdue":
        return "overdue"
    if row is None or (row.state == plan.WAITING and row.refusal != declines.CUSTOMER):
        return "at_the_bank"
    if row.refusal == declines.CUSTOMER:
        return "customer"
    return "planned" if row.refusal in ("", plan.NO_NOTICE, plan.PAUSED) else "refused"


def unpaid_of(organisation_id: int) -> list[Bill]:
    """The invoices of an organisation that wait for a payment, the oldest first (clause 3.3c)."""
    query = Invoice.select(*_LIGHT).where(
        Invoice.organisation == organisation_id, Invoice.kind == "invoice", Invoice.state << UNPAID
    )
    return [bill for bill in as_bills(list(query.order_by(Invoice.due_on, Invoice.id))) if bill.payable]
