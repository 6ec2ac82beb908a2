"""What the staff read of subscriptions: things to do at the publisher, why a transfer is refused."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.catalogue.wording import units
from phoenix.subscriptions import vendor
from phoenix.subscriptions.models import VendorTask

TASKS = {
    vendor.CANCEL: _l("Annuler au terme"),
    vendor.CANCEL_NOW: _l("Annuler tout de suite"),
    vendor.REDUCE: _l("Diminuer au renouvellement"),
    vendor.ADD: _l("Ajouter"),
    vendor.REMOVE: _l("Retirer"),
    vendor.TRANSFER: _l("Transférer à un autre partenaire"),
}
NOT_TRANSFERRED = {
    "ended": _l("Cet abonnement est terminé."),
    "committed": _l("Un abonnement engagé reste dû jusqu’à son terme : il ne peut pas être transféré."),
    "past": _l("Le transfert ne peut pas précéder le mois en cours."),
    "beyond_paid_month": _l("Le transfert se fait au plus tard à la fin du mois payé."),
}


def task(row: VendorTask) -> str:
    """What is to be done, with how many: « Ajouter : 3 utilisateurs »."""
    words = str(TASKS.get(row.kind, row.kind))
    if not row.quantity:
        return words
    return _("%(task)s : %(units)s", task=words, units=units(row.subscription.unit, row.quantity))


def task_state(row: VendorTask) -> tuple[str, str]:
    """Where it stands, as a badge."""
    if row.dropped_at:
        return _("Plus demandé"), ""
    return (_("Fait"), "success") if row.done_at else (_("À faire"), "warning")
