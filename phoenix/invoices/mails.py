"""The mail that carries an invoice or credit note as soon as it is made (clause 6.2a)."""

from __future__ import annotations

from phoenix.invoices.facts import CREDIT_NOTE, InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel.formats import amount
from phoenix.kernel.sellers import SELLERS
from phoenix.messages.service import send


def issued(invoice: Invoice, facts: InvoiceFacts, pdf_sha: str) -> None:
    """Owe the mail of a document; the first invoice of an order comes with the order's own mail (2d)."""
    if invoice.order_id is not None and facts.kind != CREDIT_NOTE:
        return
    payment = facts.payment
    send(
        kind=f"invoices.{facts.kind}",
        to=facts.buyer.email,
        language=facts.language,
        country=SELLERS[invoice.seller_code].country,
        context={
            "name": facts.buyer.contact or facts.buyer.name,
            "number": facts.number,
            "amount": amount(facts.gross, facts.currency, facts.language),
            "means": payment.means,
            "last4": payment.mandate.iban_last4 if payment.mandate else payment.card_last4,
            "collected_on": payment.collected_on or facts.due_on,
            "lines": [[line.description, line.quantity, line.unit, line.period_start, line.period_end] for line in facts.lines],
            "corrects": facts.corrects.number if facts.corrects else "",
            "reason": facts.corrects.reason if facts.corrects else "",
        },
        key=f"invoices.issued:{invoice.id}",
        attachments=({"sha256": pdf_sha, "filename": f"{facts.number}.pdf"},),
        organisation_id=invoice.organisation_id,
    )
