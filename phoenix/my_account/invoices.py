"""My Account, invoices: by year, as PDF, and all of a period in one file (clauses 6.2a, 6.2c)."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import date

import peewee
from flask import abort, request, send_file
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.gateways import files
from phoenix.invoices import service
from phoenix.invoices.models import Invoice
from phoenix.kernel.markets import market_of
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import SELLERS
from phoenix.payments import withholding
from phoenix.orders.models import Order
from phoenix.payments.invoices_owed import owed_of
from phoenix.web import downloads
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page

blueprint = market_blueprint("my_account_invoices", __name__)
IN_MEMORY = 8_000_000
KINDS = ("invoice", "credit_note")
STATES = ("issued", "paid", "overdue", "credited")


@blueprint.get("/compte/factures")
@signed_in
def view():
    """Invoices and credit notes, newest first, by year, kind and state."""
    chosen = _chosen()
    found = paginate(_light(chosen))
    return page(
        "my_account/invoices.html",
        fragment="my_account/_invoices.html",
        found=found,
        owed=owed_of(found.rows),
        market_to_pay=_market_to_pay,
        chosen=chosen,
        years=_years(),
        withholding_here=withholding.concerns(current_user.organisation),
        as_money=Money,
    )


@blueprint.get("/compte/factures/<number>.pdf")
@signed_in
def pdf(number: str):
    """The document itself, the very bytes that were issued (clause 4.3)."""
    invoice = service.invoices_of(current_user.organisation_id).where(Invoice.number == number).first()
    if invoice is None or invoice.pdf_sha is None:
        abort(404)
    return downloads.pdf(files.get(invoice.pdf_sha), f"{invoice.number}.pdf", invoice.pdf_sha)


@blueprint.get("/compte/factures.zip")
@signed_in
def archive():
    """All that the filters show in one file, under stable names."""
    chosen = _chosen()
    rows = list(_light(chosen))
    if not rows:
        abort(404)
    name = f"factures-phoenix-alliance-{chosen.get('year') or 'toutes'}.zip"
    answer = send_file(_zipped(rows), "application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _market_to_pay(invoice: Invoice):
    """The market whose pages take money for this invoice."""
    return market_of(current_market().language, SELLERS[invoice.seller_code].country)


def _zipped(rows: list[Invoice]):
    """One PDF per invoice, its date first; a note names those still being made. On disk when large."""
    buffer = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
    missing = [row.number for row in rows if row.pdf_sha is None]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for row in reversed(rows):
            if row.pdf_sha is not None:
                entry = zipfile.ZipInfo(_name(row), (*row.issued_on.timetuple()[:3], 0, 0, 0))
                package.writestr(entry, files.get(row.pdf_sha))
        if missing:
            text = _("Ces documents étaient encore en préparation : %(numbers)s.", numbers=", ".join(missing))
            package.writestr(zipfile.ZipInfo("A-LIRE.txt", (1980, 1, 1, 0, 0, 0)), text)
    buffer.seek(0)
    return buffer


def _name(row: Invoice) -> str:
    return f"{row.issued_on:%Y-%m-%d}_{row.number}.pdf"


def _light(chosen: dict):
    """The invoices that the filters ask for, without their facts, with the numbers of their orders."""
    columns = (
        Invoice.id,
        Invoice.number,
        Invoice.kind,
        Invoice.seller_code,
        Invoice.issued_on,
        Invoice.due_on,
        Invoice.currency,
        Invoice.net,
        Invoice.vat,
        Invoice.gross,
        Invoice.state,
        Invoice.pdf_sha,
        Invoice.order,
        Order.id,
        Order.number,
    )
    query = service.invoices_of(current_user.organisation_id).select(*columns).left_outer_join(Order)
    if year := chosen.get("year"):
        query = query.where(Invoice.issued_on.between(date(int(year), 1, 1), date(int(year), 12, 31)))
    for name, field in (("kind", Invoice.kind), ("state", Invoice.state)):
        if chosen.get(name):
            query = query.where(field == chosen[name])
    return query


def _chosen() -> dict[str, str]:
    """The filters of the address; what is no filter is left out."""
    year, kind, state = (request.args.get(name, "") for name in ("year", "kind", "state"))
    chosen = {
        "year": year if year.isascii() and year.isdecimal() and len(year) == 4 and year > "1999" else "",
        "kind": kind if kind in KINDS else "",
        "state": state if state in STATES else "",
    }
    return {name: value for name, value in chosen.items() if value}


def _years() -> list[int]:
    """The years in which something was issued, newest first."""
    mine = Invoice.select(peewee.fn.MIN(Invoice.issued_on), peewee.fn.MAX(Invoice.issued_on)).where(
        Invoice.organisation == current_user.organisation_id
    )
    first, last = mine.tuples().first()
    return list(range(_year(last), _year(first) - 1, -1)) if first else []


def _year(day) -> int:
    return int(str(day)[:4])
