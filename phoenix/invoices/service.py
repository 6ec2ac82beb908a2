"""Issuing invoices and credit notes, and what happens to them afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from phoenix.archive.sources import note
from phoenix.config import settings
from phoenix.database import database, is_sqlite, transaction
from phoenix.database_rows import add, change
from phoenix.invoices.checks import missing_company_data
from phoenix.invoices.facts import (
    INVOICE,
    InvoiceFacts,
    LateTermsFacts,
    LineFacts,
    PaymentFacts,
    VatFacts,
)
from phoenix.invoices.models import Invoice, InvoiceEvent, InvoiceLine, Series
from phoenix.invoices.rules import issue_date, late_rate, number_of, vat_category
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.vat import Totals, totals
from phoenix.orders.facts import OrderFacts, OrderLineFacts
from phoenix.orders.labels import BILLINGS, COMMITMENTS
from phoenix.orders.models import Order, OrderLine
from phoenix.outbox.service import enqueue


class SellerIncomplete(RuntimeError):
    """The law wants facts of the seller that nobody has entered: production does not issue."""


def issue_for_order(order: Order, today: date, payment: PaymentFacts, periods: dict) -> Invoice:
    """The invoice of what an order makes due at once, in the caller's transaction (clause 6.2a).

    `periods` gives each order line's id its first (start, end), end excluded, for subscriptions.
    Asked again for the same order, it gives the invoice that was issued.
    """
    known = Invoice.get_or_none(Invoice.order == order, Invoice.kind == INVOICE)
    if known is not None:
        return known
    ordered = OrderFacts.from_json(order.facts)
    lines = priced_lines(order)
    sums = totals([(Money(line.net, order.currency), line.vat_rate) for line in lines], order.currency)
    facts = InvoiceFacts(
        kind=INVOICE,
        number="",
        issued_on=today.isoformat(),
        currency=order.currency,
        seller=ordered.seller,
        buyer=ordered.buyer,
        lines=tuple(
            _line_facts(line, told, periods.get(line.id))
            for line, told in zip(lines, ordered.lines, strict=True)
        ),
        vat=vat_facts(sums),
        net=sums.net.minor,
        tax=sums.tax.minor,
        gross=sums.gross.minor,
        payment=payment,
        late=late_terms(order.country, today),
        language=order.language,
        order_number=order.number,
        ordered_on=clock.local_day(order.confirmed_at, COUNTRIES[order.country].timezone).isoformat(),
        buyer_reference=order.purchase_reference or "",
        supplied_on=today.isoformat(),
        demo=settings().demo,
    )
    invoice = issue(facts, order.seller_code, order.organisation_id, today, order=order)
    _write_lines(invoice, lines, periods)
    return invoice


def issue(facts: InvoiceFacts, seller_code: str, organisation_id: int, today: date, **links) -> Invoice:
    """Give the next number and write the row, in the caller's transaction; `links` are its order
    and the invoice that it corrects. SellerIncomplete when production lacks a legal fact."""
    _refuse_incomplete(facts)
    count, issued_on = _next_number(seller_code, facts.kind, today)
    number = number_of(seller_code, facts.kind, count)
    facts = replace(facts, number=number, issued_on=issued_on.isoformat())
    values = {
        "number": number,
        "seller_code": seller_code,
        "kind": facts.kind,
        "organisation": organisation_id,
        "issued_on": issued_on,
        "due_on": date.fromisoformat(facts.payment.due_on),
        "currency": facts.currency,
        "net": facts.net,
        "vat": facts.tax,
        "gross": facts.gross,
        "state": "paid" if facts.payment.paid >= facts.gross else "issued",
        "facts": facts.to_json(),
        "created_at": clock.now(),
        **links,
    }
    invoice = Invoice(id=add(Invoice, **values), **values)
    note("invoice.issued", invoice)
    enqueue("invoice.render", {"invoice": invoice.id}, key=f"invoice.render:{invoice.id}")
    return invoice


def _next_number(seller_code: str, kind: str, today: date) -> tuple[int, date]:
    """The next count of a series and its date; the row lock makes issuers queue."""
    found = _locked_series(seller_code, kind)
    if found is None:
        add(Series, or_ignore=True, seller_code=seller_code, kind=kind)
        found = _locked_series(seller_code, kind)
    series_id, last_number, last_date = found
    issued_on = issue_date(today, Series.last_date.python_value(last_date))
    change(Series, series_id, last_number=last_number + 1, last_date=issued_on)
    return last_number + 1, issued_on


def _locked_series(seller_code: str, kind: str) -> tuple | None:
    """(id, last number, its day) of a series, locked until the transaction ends."""
    mark, lock = ("?", "") if is_sqlite() else ("%s", "FOR UPDATE")
    sql = f"SELECT id, last_number, last_date FROM invoice_series WHERE seller_code = {mark} AND kind = {mark} {lock}"
    return database.execute_sql(sql, (seller_code, kind)).fetchone()


def _refuse_incomplete(facts: InvoiceFacts) -> None:
    """The same question that the document will ask: nothing is numbered that cannot be printed."""
    missing = () if settings().demo else missing_company_data(facts)
    if missing:
        raise SellerIncomplete(f"{facts.seller.code}: {', '.join(missing)}")


def _write_lines(invoice: Invoice, lines: list[OrderLine], periods: dict) -> None:
    for position, line in enumerate(lines, start=1):
        start, end = periods.get(line.id) or (None, None)
        InvoiceLine.create(
            invoice=invoice,
            position=position,
            order_line=line,
            label=line.name,
            quantity=line.quantity,
            unit_price=line.unit_price,
            net=line.net,
            vat_rate=line.vat_rate,
            period_start=start,
            period_end=end,
        )


def priced_lines(order: Order) -> list[OrderLine]:
    """The lines that carry a price: what a pack contains is told on the pack's own line."""
    query = OrderLine.select().where(OrderLine.order == order, OrderLine.parent_position.is_null())
    return list(query.order_by(OrderLine.position))


def _plan_words(line: OrderLine, language: str) -> str:
    if line.commitment not in COMMITMENTS[language]:
        return ""
    return f"{COMMITMENTS[language][line.commitment]}, {BILLINGS[language][line.billing]}"


def _line_facts(line: OrderLine, told: OrderLineFacts, period) -> LineFacts:
    last_day = period and date.fromordinal(period[1].toordinal() - 1)
    details = (_plan_words(line, line.order.language), told.detail)
    return LineFacts(
        description=line.name,
        quantity=line.quantity,
        unit_price=told.unit_price,
        net=line.net,
        vat_rate=line.vat_rate,
        vat_category=vat_category(line.vat_rate),
        discount=told.discount,
        discount_reason=told.discount_reason,
        detail=" · ".join(filter(None, details)),
        reference=line.product_reference,
        unit=line.unit,
        period_start=period[0].isoformat() if period else None,
        period_end=last_day.isoformat() if last_day else None,
    )


def vat_facts(sums: Totals) -> tuple[VatFacts, ...]:
    return tuple(
        VatFacts(row.basis_points, row.net.minor, row.tax.minor, vat_category(row.basis_points))
        for row in sums.by_rate
    )


def late_terms(country: str, today: date) -> LateTermsFacts | None:
    """Late-payment terms of the French seller; Moroccan law has no lump sum to print."""
    known = settings()
    return LateTermsFacts(rate=late_rate(today, known.late_rates, known.legal_rates)) if country == "fr" else None


def mark_paid(invoice: Invoice, day: date) -> None:
    """The money came in."""
    change_state(invoice, "paid", {"on": day.isoformat()})


def reopen(invoice: Invoice, reason: str) -> None:
    """The bank took the money back, or the debit failed: the sum is owed again."""
    change_state(invoice, "issued", {"reason": reason})


def change_state(invoice: Invoice, state: str, detail: dict) -> None:
    """Move an invoice to another state and note why; a credited one stays as it is."""
    with transaction():
        changed = (
            Invoice.update(state=state)
            .where(Invoice.id == invoice.id, Invoice.state != state, Invoice.state != "credited")
            .execute()
        )
        if changed:
            InvoiceEvent.create(invoice=invoice, kind=state, detail=detail)


def attach_files(invoice_id: int, pdf_sha: str, xml_sha: str | None) -> None:
    """Say which stored bytes are this invoice; the first ones stay (clause 4.3)."""
    changed = Invoice.update(pdf_sha=pdf_sha, xml_sha=xml_sha).where(
        Invoice.id == invoice_id, Invoice.pdf_sha.is_null()
    )
    if changed.execute():
        note("invoice.filed", Invoice.get_by_id(invoice_id))


def invoices_of(organisation_id: int):
    """A customer's invoices and credit notes, newest first, as a select."""
    return (
        Invoice.select()
        .where(Invoice.organisation == organisation_id)
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    )
