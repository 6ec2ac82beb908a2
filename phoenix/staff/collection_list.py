"""What the shop collects by itself, invoice by invoice: refused, tried again, given up (subscriptions.md, Collection)."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.care.words import COUNTRY_NAMES
from phoenix.invoices.models import Invoice
from phoenix.payments import collection_rules as plan
from phoenix.payments import declines
from phoenix.payments.models import Collection
from phoenix.staff.invoice_words import COLLECTION_STATES, refusal
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, customer, listed
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SUPPORT

blueprint = Blueprint("staff_collections", __name__, url_prefix="/equipe/encaissements")
STATES = {
    "overdue": _l("En retard, abandonnée"),
    "refused": _l("Refusée, présentée de nouveau"),
    "customer": _l("Attend l’authentification du client"),
    "due": _l("À prélever"),
    "waiting": _l("Attend la banque ou le client"),
    "collected": _l("Encaissée"),
}
CONDITIONS = {
    "overdue": Collection.state == plan.OVERDUE,
    "refused": (Collection.state == plan.DUE) & (Collection.refusals > 0),
    "customer": (Collection.state == plan.WAITING) & (Collection.refusal == declines.CUSTOMER),
    "due": Collection.state == plan.DUE,
    "waiting": Collection.state == plan.WAITING,
    "collected": Collection.state == plan.COLLECTED,
}
LIGHT = (Invoice.id, Invoice.number, Invoice.gross, Invoice.currency)

COLLECTIONS = StaffList(
    "encaissements",
    _l("Encaissements"),
    Collection,
    columns=(
        Column("invoice", _l("Facture"), lambda row: row.invoice.number, link=lambda row: f"/equipe/factures/{row.invoice.number}"),
        Column(
            "customer", _l("Client"), lambda row: row.organisation.name,
            link=lambda row: url_for("staff_organisations.one", reference=row.organisation.reference),
        ),
        Column("due", _l("Échéance"), lambda row: row.due_on, sort=Collection.due_on),
        Column("state", _l("État"), lambda row: Badge(*COLLECTION_STATES[row.state]), hint=lambda row: refusal(row) if row.refusal else ""),
        Column("refusals", _l("Refus"), lambda row: row.refusals or None),
        Column("next", _l("Prochain essai"), lambda row: row.try_on),
        Column("total", _l("TTC"), lambda row: row.invoice.total, money=True),
    ),
    filters=(
        Choice("state", _l("État"), STATES, where=CONDITIONS.get, start="overdue"),
        Choice("country", _l("Pays"), COUNTRY_NAMES, Collection.country),
        customer(Collection.organisation),
        Days("day", _l("Échéance"), Collection.due_on),
    ),
    order="due",
    load=lambda ids: Collection.select(Collection, Organisation, *LIGHT)
    .join(Organisation)
    .join_from(Collection, Invoice, on=(Collection.invoice == Invoice.id), attr="invoice")
    .where(Collection.id << ids),
    empty=_l("Aucun encaissement de cette sorte"),
)  # fmt: skip


@blueprint.get("")
@staff_only(SUPPORT, ACCOUNTING)
def view():
    """What is overdue; by the filter also what is tried again, waits or is collected."""
    return listed(COLLECTIONS)
