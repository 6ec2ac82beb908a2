"""Issued invoices never change: only their state and their files are added (clause 4.3)."""

from phoenix.database_triggers import keep
from phoenix.invoices.models import Invoice, InvoiceEvent, InvoiceLine


def apply(database) -> None:
    """Create the triggers on invoices, their lines and their events."""
    keep(database, Invoice, changeable=("state", "pdf_sha", "xml_sha", "platform_status"), purgeable=True)
    keep(database, InvoiceLine, purgeable=True)
    keep(database, InvoiceEvent, purgeable=True)
