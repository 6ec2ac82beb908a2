"""An order undone: all that was paid for it goes back, at no charge, and what it opened ends (clause 5d).

Everything is one transaction: the document that ends the order, a credit note for what each of its
invoices still holds, the end of its subscriptions, and what is owed to Stripe through the outbox. A debit
that the bank still has is given back once it succeeded; what the bank took back is not given twice.
"""

from __future__ import annotations

from phoenix.contracts import undone_mails
from phoenix.database import transaction
from phoenix.invoices.credit import credited_so_far, issue_credit_note
from phoenix.invoices.facts import INVOICE
from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.kernel import clock, vat
from phoenix.kernel.money import Money
from phoenix.orders.cancelling import Why, cancel, cancellation_of, locked_to_cancel
from phoenix.orders.models import CANCELLED, Order, OrderCancellation, OrderLine
from phoenix.payments import collecting, ledger, returning
from phoenix.subscriptions import billing, cases, rules
from phoenix.subscriptions.models import ACTIVE, Subscription

REFUSED_QUOTE = "supplementary_refused"
UNANSWERED_QUOTE = "supplementary_unanswered"
REASONS = {
    "fr": "Commande {number} annulée",
    "en": "Order {number} cancelled",
}


def undo(order: Order, why: Why) -> OrderCancellation:
    """Cancel a paid order and give everything back; again it gives the same document. NotCancellable."""
    with transaction():
        if Order.get_by_id(order.id).state == CANCELLED and (known := cancellation_of(order)):
            return known
        order = locked_to_cancel(order.id)
        document = cancel(order, why)
        ended = _end_subscriptions(order)
        notes = [note for invoice in invoices_of(order) if (note := _credit(invoice, order))]
        undone_mails.cancelled(order, document, notes, ended)
        return document


def invoices_of(order: Order) -> list[Invoice]:
    """The invoices of an order, of the due dates of its subscriptions and of seats added to them, the oldest first."""
    lines = OrderLine.select(OrderLine.id).where(OrderLine.order == order)
    mine = InvoiceLine.select(InvoiceLine.invoice).where(InvoiceLine.order_line << lines)
    query = Invoice.select().where(Invoice.kind == INVOICE, (Invoice.order == order) | (Invoice.id << mine))
    return list(query.order_by(Invoice.id))


def to_give_back(order: Order) -> Money:
    """What was paid for an order and would go back today; a debit under way counts, what the bank took back does not."""
    sums = ledger.accounts(invoices_of(order)).values()
    kept = sum(each.held + each.at_the_bank - each.given_back for each in sums)
    return Money(max(0, kept), order.currency)


def _end_subscriptions(order: Order) -> list[Subscription]:
    """What the order opened ends today: nothing more is billed, and staff end it at the publisher at once."""
    running = Subscription.select(Subscription.id).join(OrderLine).where(OrderLine.order == order, Subscription.state == ACTIVE)
    found = cases.load([row.id for row in running.order_by(Subscription.id)], lock=True)
    for case in found:
        if case.row.active:
            billing.finish(case, clock.today(case.row.timezone), rules.BY_CANCELLATION)
    return [case.row for case in found]


def _credit(invoice: Invoice, order: Order) -> Invoice | None:
    """A credit note for all that the invoice still holds for this order, owed back; the shop collects no more of it."""
    collecting.lock_invoice(invoice.id)
    invoice = Invoice.get_by_id(invoice.id)
    rest = min(_of_order(invoice, order), invoice.total - credited_so_far(invoice))
    note = None
    if rest.minor > 0:
        language = order.language if order.language in REASONS else "fr"
        reason = REASONS[language].format(number=order.number)
        note = issue_credit_note(invoice, rest, reason, collecting.today_of(invoice), f"undone:{order.number}:{invoice.id}", returned=False)
        returning.owe(note)
    row = collecting.of_invoice(invoice.id)
    if row is not None and ledger.account(invoice).owed <= 0:
        collecting.close(row)
    return note


def _of_order(invoice: Invoice, order: Order) -> Money:
    """The part of an invoice that is this order's, VAT included: all of it, but where it names others too."""
    lines = list(InvoiceLine.select(InvoiceLine, OrderLine).left_outer_join(OrderLine).where(InvoiceLine.invoice == invoice))
    mine = [row for row in lines if row.order_line_id and row.order_line.order_id == order.id]
    if len(mine) == len(lines):
        return invoice.total
    sums = [(Money(row.net, invoice.currency), row.vat_rate) for row in mine]
    return vat.totals(sums, invoice.currency).gross
