"""All invoices and credit notes, for the staff (issue: lists with filters, sorting, CSV)."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.invoices.models import Invoice
from phoenix.kernel.money import Money
from phoenix.kernel.sellers import SELLERS
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, customer, listed
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT

blueprint = Blueprint("staff_invoice_list", __name__, url_prefix="/equipe/factures")
KINDS = {"invoice": _l("Facture"), "credit_note": _l("Avoir")}
STATES = {
    "issued": (_l("À payer"), "info"),
    "paid": (_l("Payée"), "success"),
    "overdue": (_l("En retard"), "error"),
    "credited": (_l("Annulée par avoir"), ""),
}


def _sellers() -> dict[str, str]:
    return {code: seller.name for code, seller in SELLERS.items()}


def _state(row: Invoice) -> Badge | None:
    return Badge(*STATES.get(row.state, (row.state, ""))) if row.kind == "invoice" else None


INVOICES = StaffList(
    "factures",
    _l("Factures et avoirs"),
    Invoice,
    columns=(
        Column("number", _l("Numéro"), lambda row: row.number, link=lambda row: f"/equipe/factures/{row.number}", sort=Invoice.number),
        Column("kind", _l("Pièce"), lambda row: KINDS[row.kind]),
        Column("date", _l("Date"), lambda row: row.issued_on, sort=Invoice.issued_on, down=True),
        Column("due", _l("Échéance"), lambda row: row.due_on, sort=Invoice.due_on),
        Column("customer", _l("Client"), lambda row: row.organisation.name, hint=lambda row: row.organisation.reference),
        Column("state", _l("État"), _state),
        Column("net", _l("HT"), lambda row: Money(row.net, row.currency), money=True),
        Column("total", _l("TTC"), lambda row: row.total, sort=Invoice.gross, down=True, money=True),
    ),
    filters=(
        Choice("state", _l("État"), STATES, Invoice.state),
        Choice("kind", _l("Pièce"), KINDS, Invoice.kind),
        Choice("seller", _l("Vendeur"), _sellers, Invoice.seller_code),
        customer(Invoice.organisation),
        Days("day", _l("Émise"), Invoice.issued_on),
    ),
    order="-date",
    load=lambda ids: Invoice.select(*LIGHT, Organisation).join(Organisation).where(Invoice.id << ids),
    empty=_l("Aucune facture"),
)
LIGHT = tuple(field for field in Invoice._meta.sorted_fields if field.name != "facts")


@blueprint.get("")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Invoices and credit notes of both sellers, the latest first."""
    return listed(INVOICES)
