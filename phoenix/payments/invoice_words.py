"""French words for what is owed on an invoice: its state, why, and what the shop will do by itself."""

from __future__ import annotations

from flask_babel import gettext as _

from phoenix.payments import collection_rules as plan
from phoenix.payments import words
from phoenix.payments.invoice_payment import Standing
from phoenix.payments.invoices_owed import Owed
from phoenix.payments.models import Collection
from phoenix.web.filters import day


def why(now: Standing) -> str:
    """Why the sum is owed still, in a sentence; nothing when nothing happened yet."""
    refusal = now.collection.refusal if now.collection else ""
    if refusal == plan.NO_MEANS:
        return _("Aucun moyen de paiement enregistré ne pouvait régler cette échéance.")
    if refusal == plan.DISPUTED:
        return _("Votre banque a repris la somme que nous avions prélevée : elle est due de nouveau.")
    if refusal == plan.PAUSED:
        return _("Nous avons suspendu le prélèvement de cette facture pendant un cas de force majeure.")
    if now.refused:
        return words.refusal(now.attempt)
    return ""


def next_try(row: Collection | None) -> str:
    """When the shop tries by itself, in a sentence; nothing when it does not."""
    if row is None or row.try_on is None or row.state != plan.DUE:
        return ""
    if row.refusals:
        return _("Sans paiement de votre part d’ici là, nous présenterons de nouveau la somme le %(day)s.", day=day(row.try_on))
    return _("Sans paiement de votre part d’ici là, la somme sera prélevée le %(day)s.", day=day(row.try_on))


def short_next_try(owed: Owed) -> str:
    """The same for a list, where a line is short."""
    row = owed.collection
    if owed.sums.to_charge <= 0 or row is None or row.try_on is None or row.state != plan.DUE:
        return ""
    if row.refusals:
        return _("nouvel essai le %(day)s", day=day(row.try_on))
    return _("prélèvement prévu le %(day)s", day=day(row.try_on))


def state_of(owed: Owed) -> tuple[str, str]:
    """An invoice's state as a badge: its words and its kind."""
    if owed.invoice.state == "credited":
        return _("Annulée par avoir"), ""
    if owed.sums.owed <= 0:
        return _("Payée"), "success"
    if owed.needs_customer:
        return _("À confirmer auprès de votre banque"), "warning"
    if owed.disputed:
        return _("Contestée"), "error"
    if owed.under_way:
        return _("Prélèvement en cours"), "info"
    if owed.overdue:
        return _("En retard"), "error"
    if owed.refused:
        return _("Paiement refusé"), "warning"
    return _("À payer"), "warning"
