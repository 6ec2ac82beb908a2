"""One invoice or credit note: lines, files, payments, where it stands, what was announced (clauses 6.2a, 3.3c)."""

from __future__ import annotations

from flask import Blueprint, abort

from phoenix.accounts.models import Organisation
from phoenix.gateways import files
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice, InvoiceEvent
from phoenix.kernel.money import Money
from phoenix.payments import invoice_words as owed_words
from phoenix.payments import invoices_owed, ledger, withholding, withholding_words
from phoenix.payments.models import Collection, DebitNotice, Payment, PaymentMethod
from phoenix.staff import invoice_words, payment_words
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web import downloads
from phoenix.web.render import page

blueprint = Blueprint("staff_invoice", __name__, url_prefix="/equipe/factures")


@blueprint.get("/<number>")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def one(number: str):
    """Everything of one document."""
    invoice = load(number)
    collection = Collection.get_or_none(Collection.invoice == invoice)
    return page(
        "staff/invoice.html",
        invoice=invoice,
        facts=InvoiceFacts.from_json(invoice.facts),
        owed=invoices_owed.owed_of([invoice]).get(invoice.id),
        sums=ledger.account(invoice),
        collection=collection,
        notices=_notices(collection),
        payments=_payments(invoice),
        withholdings=withholding.of(invoice),
        withholding_words=withholding_words,
        notes=list(invoice.corrections.order_by(Invoice.id)),
        events=list(invoice.events.order_by(InvoiceEvent.id)),
        as_money=Money,
        words=invoice_words,
        payment_words=payment_words,
        owed_words=owed_words,
    )


@blueprint.get("/<number>.pdf")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def pdf(number: str):
    """The document itself, the very bytes that were issued (clause 4.3)."""
    invoice = load(number)
    if not invoice.pdf_sha:
        abort(404)
    return downloads.pdf(files.get(invoice.pdf_sha), f"{invoice.number}.pdf", invoice.pdf_sha)


@blueprint.get("/<number>.xml")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def xml(number: str):
    """The electronic invoice."""
    invoice = load(number)
    if not invoice.xml_sha:
        abort(404)
    return downloads.attachment(files.get(invoice.xml_sha), f"{invoice.number}.xml", invoice.xml_sha, "application/xml")


def _notices(collection: Collection | None) -> list[DebitNotice]:
    """The announcements of its debit, the oldest first."""
    if collection is None:
        return []
    return list(DebitNotice.select().where(DebitNotice.subject == collection.subject).order_by(DebitNotice.number))


def _payments(invoice: Invoice) -> list[Payment]:
    query = Payment.select(Payment, PaymentMethod).left_outer_join(PaymentMethod)
    return list(query.where(Payment.invoice == invoice).order_by(Payment.id))


def load(number: str) -> Invoice:
    """The document of that number with its customer; 404 otherwise."""
    query = Invoice.select(Invoice, Organisation).join(Organisation).where(Invoice.number == number)
    return query.first() or abort(404)
