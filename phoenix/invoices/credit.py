"""Credit notes: the only way to correct an invoice (clauses 5d, 6.2a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import peewee

from phoenix.invoices.facts import CREDIT_NOTE, CorrectedFacts, InvoiceFacts, LineFacts, VatFacts
from phoenix.invoices.models import Invoice, InvoiceEvent
from phoenix.invoices.service import change_state, issue
from phoenix.kernel.money import Money


class CreditsTooMuch(ValueError):
    """More would be credited than the invoice still holds."""


def credited_so_far(invoice: Invoice) -> Money:
    """The gross sum of this invoice's credit notes."""
    total = Invoice.select(peewee.fn.SUM(Invoice.gross)).where(Invoice.corrects == invoice).scalar()
    return Money(int(total or 0), invoice.currency)


def issue_credit_note(invoice: Invoice, amount: Money, reason: str, today: date, refund_key: str) -> Invoice:
    """A credit note of `amount` gross on an invoice, in the caller's transaction.

    `refund_key` makes it once per refund. VAT is split over the invoice's rates in proportion.
    """
    key = f"credit note:{refund_key}"
    known = InvoiceEvent.get_or_none(InvoiceEvent.key == key)
    if known is not None:
        return Invoice.get_by_id(known.detail["credit_note"])
    credited = credited_so_far(invoice) + amount
    if credited > invoice.total or amount.minor <= 0:
        raise CreditsTooMuch(invoice.number)
    facts = _facts(InvoiceFacts.from_json(invoice.facts), invoice, amount, reason, today)
    note = issue(
        facts,
        invoice.seller_code,
        invoice.organisation_id,
        today,
        order=invoice.order_id,
        corrects=invoice,
    )
    InvoiceEvent.create(invoice=invoice, kind="credit note", key=key, detail={"credit_note": note.id})
    if credited == invoice.total:
        change_state(invoice, "credited", {"credit_note": note.number})
    return note


def _facts(original: InvoiceFacts, invoice: Invoice, amount: Money, reason: str, today: date) -> InvoiceFacts:
    lines, vat = split(original, amount.minor)
    day = today.isoformat()
    return replace(
        original,
        kind=CREDIT_NOTE,
        number="",
        issued_on=day,
        lines=lines,
        vat=vat,
        net=sum(row.base for row in vat),
        tax=sum(row.tax for row in vat),
        gross=amount.minor,
        payment=replace(original.payment, paid=amount.minor, paid_on=day, due_on=day),
        corrects=CorrectedFacts(invoice.number, invoice.issued_on.isoformat(), reason),
    )


def split(original: InvoiceFacts, gross: int) -> tuple[tuple[LineFacts, ...], tuple[VatFacts, ...]]:
    """Lines and VAT rows whose sums make exactly `gross` minor units; all of them for the whole."""
    if gross == original.gross:
        return original.lines, original.vat
    lines, vat, left = [], [], gross
    for position, row in enumerate(original.vat, start=1):
        whole = Money(gross, original.currency)
        share = left if position == len(original.vat) else whole.share(row.base + row.tax, original.gross).minor
        left -= share
        base = Money(share, original.currency).share(10_000, 10_000 + row.rate).minor
        vat.append(replace(row, base=base, tax=share - base))
        text = f"Remboursement partiel de la facture {original.number}"
        lines.append(LineFacts(text, 1, base, base, row.rate, row.category))
    return tuple(lines), tuple(vat)
