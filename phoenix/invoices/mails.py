"""The mail that carries an invoice or credit note as soon as it is made (clause 6.2a)."""

from __future__ import annotations

from phoenix.invoices.facts import CREDIT_NOTE, InvoiceFacts, LineFacts
from phoenix.invoices.links import pay_token
from phoenix.invoices.models import Invoice
from phoenix.kernel.formats import amount, day
from phoenix.kernel.sellers import SELLERS
from phoenix.kernel.units import quantity
from phoenix.messages.service import send


def issued(invoice: Invoice, facts: InvoiceFacts, pdf_sha: str) -> None:
    """Owe the mail of a document; the first invoice of an order comes with the order's own mail (2d)."""
    if invoice.order_id is not None and facts.kind != CREDIT_NOTE:
        return
    send(
        kind=f"invoices.{facts.kind}",
        to=facts.buyer.email,
        language=facts.language,
        country=SELLERS[invoice.seller_code].country,
        context={
            "name": facts.buyer.contact or facts.buyer.name,
            "number": facts.number,
            "amount": amount(facts.gross, facts.currency, facts.language),
            "lines": [_line(line, facts) for line in facts.lines if line.period_start],
            **(_correction(facts) if facts.is_credit_note else _payment(invoice, facts)),
        },
        key=f"invoices.issued:{invoice.id}",
        attachments=({"sha256": pdf_sha, "filename": f"{facts.number}.pdf"},),
        organisation_id=invoice.organisation_id,
    )


def _line(line: LineFacts, facts: InvoiceFacts) -> dict:
    return {
        "name": line.description,
        "quantity": quantity(line.quantity, line.unit, facts.language),
        "net": amount(line.net, facts.currency, facts.language),
        "start": day(line.period_start, facts.language),
        "end": day(line.period_end, facts.language),
        "discount": line.discount_reason,
    }


def _payment(invoice: Invoice, facts: InvoiceFacts) -> dict:
    """How and when the rest is paid; the link is for what nothing stored will pay."""
    payment = facts.payment
    return {
        "owed": facts.to_pay > 0,
        "due": amount(facts.to_pay, facts.currency, facts.language),
        "means": payment.means,
        "held": payment.held,
        "last4": payment.mandate.iban_last4 if payment.mandate else payment.card_last4,
        "mandate": payment.mandate.reference if payment.mandate else "",
        "collected_on": day(payment.collected_on or facts.due_on, facts.language),
        "token": pay_token(invoice),
    }


def _correction(facts: InvoiceFacts) -> dict:
    return {
        "issued_on": day(facts.issued_on, facts.language),
        "corrects": facts.corrects.number,
        "corrects_on": day(facts.corrects.issued_on, facts.language),
        "reason": facts.corrects.reason,
        "returned": facts.payment.paid > 0,
    }
