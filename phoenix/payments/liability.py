"""The liability figure of an order: what was paid for each of its services, refunds deducted (clause 13b)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from phoenix.invoices.facts import INVOICE
from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.kernel.money import Money
from phoenix.orders.models import Order, OrderLine
from phoenix.payments import ledger
from phoenix.payments.liability_rules import kept, shares, weight


def paid_for(order: Order, lines: Sequence[OrderLine]) -> list[tuple[OrderLine, Money]]:
    """Each priced line of an order with what was paid for it until now, due dates of its subscription
    and seats added included; six queries however many there are."""
    sums = paid_by_line([line.id for line in lines])
    return [(line, Money(sums[line.id], order.currency)) for line in lines]


def paid_by_line(ids: Sequence[int]) -> Counter:
    """Order line → minor units paid and kept, in five queries. Invoices may also have lines of other orders."""
    concerned = InvoiceLine.select(InvoiceLine.invoice).where(InvoiceLine.order_line << list(ids))
    invoices = list(Invoice.select().where(Invoice.id << concerned, Invoice.kind == INVOICE))
    of_invoice: dict[int, list[InvoiceLine]] = {invoice.id: [] for invoice in invoices}
    rows = InvoiceLine.select().where(InvoiceLine.invoice << list(of_invoice))
    for row in rows.order_by(InvoiceLine.invoice, InvoiceLine.position):
        of_invoice[row.invoice_id].append(row)
    found: Counter = Counter()
    for invoice_id, account in ledger.accounts(invoices).items():
        total = kept(account.gross, account.credited, account.held + account.certified, account.given_back)
        mine = of_invoice[invoice_id]
        for row, share in zip(mine, shares(total, [weight(row.net, row.vat_rate) for row in mine]), strict=True):
            found[row.order_line_id] += share
    return found
