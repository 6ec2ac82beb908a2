"""Credit notes: the only way to correct an invoice (clauses 5d, 6.2a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import peewee

from phoenix.database import for_update
from phoenix.invoices.credit_lines import Chosen, part_of
from phoenix.invoices.facts import CREDIT_NOTE, CorrectedFacts, InvoiceFacts, LineFacts, VatFacts
from phoenix.invoices.models import Invoice, InvoiceEvent
from phoenix.invoices.service import change_state, issue
from phoenix.kernel.money import Money


PART_OF = {"fr": "Remboursement partiel de la facture {number}", "en": "Partial refund of invoice {number}"}


class CreditsTooMuch(ValueError):
    """More would be credited than the invoice still holds."""


def credited_so_far(invoice: Invoice) -> Money:
    """The gross sum of this invoice's credit notes."""
    total = Invoice.select(peewee.fn.SUM(Invoice.gross)).where(Invoice.corrects == invoice).scalar()
    return Money(int(total or 0), invoice.currency)


def issue_credit_note(
    invoice: Invoice,
    amount: Money,
    reason: str,
    today: date,
    refund_key: str,
    returned: bool = True,
    chosen: Chosen = (),
) -> Invoice:
    """A credit note of `amount` gross on an invoice, in the caller's transaction.

    `refund_key` makes it once per refund. VAT is split over the invoice's rates in proportion, or is
    that of the lines `chosen` where they come to the amount. `returned`: the money went back already;
    otherwise the note says that it will, or be set off.
    """
    key = f"credit note:{refund_key}"
    # Before the series, as whoever refunds: two notes at once see each other, and never wait crosswise.
    for_update(Invoice.select(Invoice.id).where(Invoice.id == invoice.id)).first()
    known = InvoiceEvent.get_or_none(InvoiceEvent.key == key)
    if known is not None:
        return Invoice.get_by_id(known.detail["credit_note"])
    credited = credited_so_far(invoice) + amount
    if credited > invoice.total or amount.minor <= 0:
        raise CreditsTooMuch(invoice.number)
    paid = amount.minor if returned else 0
    facts = _facts(draft(invoice, amount, chosen), invoice, amount, reason, today, paid)
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


def draft(invoice: Invoice, amount: Money, chosen: Chosen = ()) -> InvoiceFacts:
    """What a credit note of `amount` on this invoice would say, without its number, day and reason."""
    original = InvoiceFacts.from_json(invoice.facts)
    earlier = [InvoiceFacts.from_json(row.facts) for row in invoice.corrections]
    lines, vat = _of_lines(original, amount.minor, chosen, earlier) or split(original, amount.minor, earlier)
    sums = {"net": sum(row.base for row in vat), "tax": sum(row.tax for row in vat), "gross": amount.minor}
    return replace(original, kind=CREDIT_NOTE, number="", lines=lines, vat=vat, **sums)


def _of_lines(original: InvoiceFacts, gross: int, chosen: Chosen, earlier: Sequence[InvoiceFacts]):
    """The lines that were chosen, when they come to the amount and leave nothing of a rate below zero."""
    if not chosen:
        return None
    part = part_of(original, chosen)
    is_last = gross + sum(note.gross for note in earlier) == original.gross
    rest = _rest(original, (*earlier, replace(original, vat=part.vat))) if part.gross == gross else ()
    exact = rest and (not is_last or all(row.base == row.tax == 0 for row in rest))
    return (part.lines, part.vat) if exact else None


def _facts(facts: InvoiceFacts, invoice: Invoice, amount: Money, reason: str, today: date, paid: int) -> InvoiceFacts:
    day = today.isoformat()
    return replace(
        facts,
        issued_on=day,
        payment=replace(facts.payment, paid=paid, paid_on=day if paid else None, due_on=day, withheld=0, withheld_why=""),
        corrects=CorrectedFacts(invoice.number, invoice.issued_on.isoformat(), reason),
    )


def split(
    original: InvoiceFacts, gross: int, earlier: Sequence[InvoiceFacts] = ()
) -> tuple[tuple[LineFacts, ...], tuple[VatFacts, ...]]:
    """Lines and VAT rows whose sums make exactly `gross` minor units; all of them for the whole.

    The last of several takes what is left of each rate: together they undo the invoice to the cent.
    """
    if gross == original.gross:
        return original.lines, original.vat
    vat = _rest(original, earlier) if gross + sum(note.gross for note in earlier) == original.gross else ()
    vat = vat or _proportion(original, gross)
    text = PART_OF[original.language].format(number=original.number)
    return tuple(LineFacts(text, 1, row.base, row.base, row.rate, row.category) for row in vat), vat


def _rest(original: InvoiceFacts, earlier: Sequence[InvoiceFacts]) -> tuple[VatFacts, ...]:
    """What earlier credit notes left of each rate; nothing where rounding took more than there was."""
    told = [row for note in earlier for row in note.vat]
    rows = []
    for row in original.vat:
        base = row.base - sum(each.base for each in told if each.rate == row.rate)
        tax = row.tax - sum(each.tax for each in told if each.rate == row.rate)
        rows.append(replace(row, base=base, tax=tax))
    return tuple(rows) if all(row.base >= 0 and row.tax >= 0 for row in rows) else ()


def _proportion(original: InvoiceFacts, gross: int) -> tuple[VatFacts, ...]:
    """A part of the invoice, spread over its rates."""
    vat, left = [], gross
    for position, row in enumerate(original.vat, start=1):
        whole = Money(gross, original.currency)
        share = left if position == len(original.vat) else whole.share(row.base + row.tax, original.gross).minor
        left -= share
        base = Money(share, original.currency).share(10_000, 10_000 + row.rate).minor
        vat.append(replace(row, base=base, tax=share - base))
    return tuple(vat)
