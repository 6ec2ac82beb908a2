"""The worker's part: the invoice's document, made once from its facts, bytes and hash kept; then its mail."""

from __future__ import annotations

from phoenix.database import transaction
from phoenix.gateways import files
from phoenix.invoices import mails
from phoenix.invoices.documents import invoice_pdf
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.invoices.service import attach_files


def render(payload: dict) -> None:
    """Outbox handler "invoice.render"."""
    invoice = Invoice.get_by_id(payload["invoice"])
    if invoice.pdf_sha is not None:
        return
    facts = InvoiceFacts.from_json(invoice.facts)
    rendered = invoice_pdf(facts, invoice.created_at)
    xml_sha = files.put(rendered.xml) if rendered.xml else None
    pdf_sha = files.put(rendered.pdf)
    with transaction():
        attach_files(invoice.id, pdf_sha, xml_sha)
        mails.issued(invoice, facts, pdf_sha)


HANDLERS = {"invoice.render": render}
