"""The worker's part: the invoice's document, made once from its facts, bytes and hash kept."""

from __future__ import annotations

from phoenix.gateways import files
from phoenix.invoices.documents import invoice_pdf
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.invoices.service import attach_files


def render(payload: dict) -> None:
    """Outbox handler "invoice.render"."""
    invoice = Invoice.get_by_id(payload["invoice"])
    if invoice.pdf_sha is not None:
        return
    rendered = invoice_pdf(InvoiceFacts.from_json(invoice.facts), invoice.created_at)
    xml_sha = files.put(rendered.xml) if rendered.xml else None
    attach_files(invoice.id, files.put(rendered.pdf), xml_sha)


HANDLERS = {"invoice.render": render}
