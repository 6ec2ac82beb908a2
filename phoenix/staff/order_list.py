"""All confirmed orders, for the staff (issue: lists with filters, sorting, CSV)."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.care.words import COUNTRY_NAMES
from phoenix.orders.models import CANCELLED, CONFIRMED, PAID, Order
from phoenix.orders.words import standing_of
from phoenix.payments.models import Payment
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, customer, listed
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT

blueprint = Blueprint("staff_order_list", __name__, url_prefix="/equipe/commandes")
STATES = {CONFIRMED: _l("À payer"), PAID: _l("Payée"), CANCELLED: _l("Annulée")}


def _load(ids: list[int]) -> list[Order]:
    """With their customers, and where their payments stand."""
    paid = dict(Payment.select(Payment.order, Payment.state).where(Payment.order << ids).tuples())
    rows = list(Order.select(Order, Organisation).join(Organisation).where(Order.id << ids))
    for row in rows:
        row.payment_state = paid.get(row.id)
    return rows


def _standing(row: Order) -> Badge:
    if row.state == CANCELLED:
        return Badge(STATES[CANCELLED])
    known = standing_of(row.state, row.payment_state, "fr")
    return Badge(known.badge, known.kind)


ORDERS = StaffList(
    "commandes",
    _l("Commandes"),
    Order,
    columns=(
        Column("number", _l("Numéro"), lambda row: row.number, link=lambda row: f"/equipe/commandes/{row.number}", sort=Order.number),
        Column("date", _l("Confirmée le"), lambda row: row.confirmed_at, sort=Order.confirmed_at, down=True, always=True),
        Column("customer", _l("Client"), lambda row: row.organisation.name, hint=lambda row: row.organisation.reference),
        Column("country", _l("Pays"), lambda row: COUNTRY_NAMES[row.country]),
        Column("state", _l("État"), _standing),
        Column("total", _l("TTC"), lambda row: row.total, sort=Order.gross, down=True, money=True),
    ),
    filters=(
        Choice("state", _l("État"), STATES, Order.state),
        Choice("country", _l("Pays"), COUNTRY_NAMES, Order.country),
        customer(Order.organisation),
        Days("day", _l("Confirmée"), Order.confirmed_at),
    ),
    order="-date",
    load=_load,
    where=Order.confirmed_at.is_null(False),
    empty=_l("Aucune commande"),
)


@blueprint.get("")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Orders, the latest first."""
    return listed(ORDERS)
