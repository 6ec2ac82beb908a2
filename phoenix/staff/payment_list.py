"""All payments with their attempts, for the staff (issue: lists with filters, sorting, CSV)."""

from __future__ import annotations

import peewee
from flask import Blueprint
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.money import CURRENCIES
from phoenix.orders.models import Order
from phoenix.payments import rules, sweep
from phoenix.payments.models import Attempt, Payment
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, customer, listed
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT

blueprint = Blueprint("staff_payment_list", __name__, url_prefix="/equipe/paiements")
STATES = {
    rules.NEW: (_l("À payer"), ""),
    rules.SUBMITTED: (_l("Envoyé à Stripe"), "info"),
    rules.UNKNOWN: (_l("Réponse de Stripe inconnue"), "warning"),
    rules.ACTION: (_l("Authentification attendue"), "warning"),
    rules.PROCESSING: (_l("Prélèvement en cours"), "info"),
    rules.SUCCEEDED: (_l("Payé"), "success"),
    rules.FAILED: (_l("Refusé"), "error"),
    rules.CANCELLED: (_l("Abandonné"), ""),
    rules.PARTLY_REFUNDED: (_l("Remboursé en partie"), "info"),
    rules.REFUNDED: (_l("Remboursé"), "info"),
    rules.DISPUTED: (_l("Contesté auprès de la banque"), "warning"),
    rules.LOST: (_l("Repris par la banque"), "error"),
    rules.WON: (_l("Contestation gagnée"), "success"),
}
STUCK = "stuck"  # without an answer for longer than it should take
MEANS = {"card": _l("Carte"), "sepa": _l("Prélèvement SEPA")}


def _load(ids: list[int]) -> list[Payment]:
    """With their customers, what they pay, and how often they were tried; five queries."""
    rows = list(Payment.select(Payment, Organisation).join(Organisation).where(Payment.id << ids))
    orders = _numbers(Order, [row.order_id for row in rows])
    invoices = _numbers(Invoice, [row.invoice_id for row in rows])
    tries = Attempt.select(Attempt.payment, peewee.fn.COUNT(Attempt.id)).where(Attempt.payment << ids).group_by(Attempt.payment)
    counted = dict(tries.tuples())
    for row in rows:
        row.pays = orders.get(row.order_id) or invoices.get(row.invoice_id, "")
        row.tries = counted.get(row.id, 0)
    return rows


def _numbers(model, ids: list) -> dict[int, str]:
    return dict(model.select(model.id, model.number).where(model.id << [each for each in ids if each]).tuples())


def _in_state(state: str):
    if state != STUCK:
        return Payment.state == state
    return Payment.id << Attempt.select(Attempt.payment).where(sweep.is_stuck(clock.now()))


def _url(row: Payment) -> str:
    return f"/equipe/paiements/{row.id}"


PAYMENTS = StaffList(
    "paiements",
    _l("Paiements"),
    Payment,
    columns=(
        Column("reference", _l("Référence"), lambda row: row.reference, link=_url),
        Column("date", _l("Date"), lambda row: row.created_at, sort=Payment.created_at, down=True),
        Column("pays", _l("Commande ou facture"), lambda row: row.pays),
        Column("customer", _l("Client"), lambda row: row.organisation.name, hint=lambda row: row.organisation.reference),
        Column("means", _l("Moyen"), lambda row: MEANS.get(row.method_kind, row.method_kind)),
        Column("state", _l("État"), lambda row: Badge(*STATES[row.state])),
        Column("tries", _l("Essais"), lambda row: row.tries),
        Column("amount", _l("Montant"), lambda row: row.money, sort=Payment.amount, down=True, money=True),
    ),
    filters=(
        Choice("state", _l("État"), {**STATES, STUCK: _l("Bloqués")}, where=_in_state),
        Choice("means", _l("Moyen"), MEANS, Payment.method_kind),
        Choice("currency", _l("Devise"), dict(zip(CURRENCIES, CURRENCIES, strict=True)), Payment.currency),
        customer(Payment.organisation),
        Days("day", _l("Date"), Payment.created_at),
    ),
    order="-date",
    load=_load,
    empty=_l("Aucun paiement"),
)


@blueprint.get("")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """Payments, the latest first."""
    return listed(PAYMENTS)
