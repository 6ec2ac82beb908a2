"""Documents of an account that was erased, found by its key alone; what retention purged (clause 3.3a)."""

from __future__ import annotations

from flask import Blueprint, abort, request

from phoenix.accounts.models import Organisation
from phoenix.gateways import files
from phoenix.invoices.models import Invoice
from phoenix.privacy import retention
from phoenix.privacy.models import Erasure
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING
from phoenix.web import downloads
from phoenix.web.render import page

blueprint = Blueprint("staff_erased", __name__, url_prefix="/equipe/effaces")
LIGHT = (Invoice.number, Invoice.kind, Invoice.issued_on, Invoice.gross, Invoice.currency, Invoice.pdf_sha)


@blueprint.get("")
@staff_only(ACCOUNTING)
def view():
    """Type a key, see its invoices; below, the last runs of retention."""
    key = request.args.get("key", "").strip().upper()[:40]
    row = Erasure.get_or_none(Erasure.key == key) if key else None
    found = list(_invoices(row).select(*LIGHT).order_by(Invoice.issued_on.desc(), Invoice.id.desc())) if row else []
    labels = {kind.code: kind.label for kind in retention.KINDS}
    return page("staff/erased.html", key=key, row=row, found=found, reports=retention.reports(), labels=labels)


@blueprint.get("/<key>/<number>.pdf")
@staff_only(ACCOUNTING)
def pdf(key: str, number: str):
    """The very bytes that were issued."""
    row = Erasure.get_or_none(Erasure.key == key) or abort(404)
    invoice = _invoices(row).where(Invoice.number == number).first()
    if invoice is None or not invoice.pdf_sha:
        abort(404)
    return downloads.pdf(files.get(invoice.pdf_sha), f"{invoice.number}.pdf", invoice.pdf_sha)


def _invoices(row: Erasure):
    return Invoice.select().join(Organisation).where(Organisation.id == row.organisation_id)
