"""What the staff read of invoices: events, what the shop does by itself to get one paid."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.payments import collection_rules as plan
from phoenix.payments import declines
from phoenix.payments.models import Collection
from phoenix.web.filters import day

EVENTS = {
    "paid": _l("payée"),
    "issued": _l("due de nouveau"),
    "overdue": _l("en retard"),
    "credited": _l("annulée par avoir"),
    "credit note": _l("avoir émis"),
}
COLLECTION_STATES = {
    plan.DUE: (_l("à prélever"), "info"),
    plan.WAITING: (_l("attend la banque ou le client"), "info"),
    plan.COLLECTED: (_l("encaissée"), "success"),
    plan.OVERDUE: (_l("abandonnée : en retard"), "error"),
}
REFUSALS = {
    plan.NO_MEANS: _l("aucun moyen de paiement"),
    plan.NO_NOTICE: _l("prélèvement à annoncer d’abord"),
    plan.DISPUTED: _l("reprise par la banque"),
    plan.PAUSED: _l("suspendue pour force majeure"),
    plan.TOO_SMALL: _l("trop petite pour Stripe"),
    declines.FUNDS: _l("provision insuffisante"),
    declines.NEVER: _l("refusée pour de bon par la banque"),
    declines.LATER: _l("refusée par la banque"),
    declines.OURS: _l("n’a pas pu être présentée"),
    declines.CUSTOMER: _l("attend l’authentification du client"),
}


def refusal(row: Collection) -> str:
    """Why it was not paid last time."""
    return str(REFUSALS.get(row.refusal, row.refusal))


def next_try(row: Collection) -> str:
    """When the shop tries next."""
    if row.try_on is None:
        return _("La boutique n’essaie plus d’elle-même.") if row.state != plan.COLLECTED else ""
    return day(row.try_on)


def event(kind: str) -> str:
    """What happened to an invoice."""
    return str(EVENTS.get(kind, kind))
