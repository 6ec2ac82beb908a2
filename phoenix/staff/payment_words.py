"""What the staff read of payments: steps, sources, refunds."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.kernel.money import Money
from phoenix.payments.history import History
from phoenix.payments.models import PaymentEvent
from phoenix.payments.words import name_of, refusal_of, state_of
from phoenix.web.filters import money

__all__ = ("MEANS", "ORIGINS", "REFUND_STATES", "SOURCES", "name_of", "refusal_of", "refund_state", "said", "state_of", "step")

SOURCES = {
    "click": _l("clic du client"),
    "answer": _l("réponse de Stripe"),
    "return": _l("retour de la banque"),
    "webhook": _l("avis de Stripe"),
    "sweep": _l("vérification automatique"),
    "collection": _l("prélèvement automatique"),
    "credit note": _l("avoir"),
    "staff": _l("équipe"),
}
REFUND_STATES = {
    "submitted": (_l("demandé à Stripe"), "info"),
    "unknown": (_l("sans réponse de Stripe"), "warning"),
    "pending": (_l("en cours à la banque"), "info"),
    "succeeded": (_l("fait"), "success"),
    "failed": (_l("refusé par Stripe"), "error"),
}
ORIGINS = {"shop": "", "stripe": _l("fait dans Stripe"), "transfer": _l("par virement")}
MEANS = {"card": _l("carte"), "sepa": _l("prélèvement SEPA")}
REFUSALS = {
    "taken_by_the_bank": _l("La banque du client a repris le paiement, ou l’examine : nous ne l’avons pas remboursé en plus."),
    "charge_not_refundable": _l("Stripe ne peut pas rembourser ce paiement."),
    "lost_or_stolen_card": _l("La carte a été déclarée perdue ou volée."),
    "expired_or_canceled_card": _l("La carte a expiré ou a été résiliée."),
    "insufficient_funds": _l("Notre solde chez Stripe ne suffisait pas."),
    "charge_for_pending_refund_disputed": _l("Le client a contesté le paiement auprès de sa banque."),
}


def refund_state(state: str) -> tuple:
    """A refund's state as a badge."""
    return REFUND_STATES[state]


def step(event: PaymentEvent, history: History) -> str:
    """One step in words: what it is about, and what it became."""
    if event.refund_id:
        row = next(each for each in history.refunds if each.id == event.refund_id)
        amount = money(Money(row.amount, history.payment.currency))
        state = REFUND_STATES[event.after][0] if event.after in REFUND_STATES else _("abandonné")
        return _("Remboursement de %(amount)s : %(state)s", amount=amount, state=state)
    if event.attempt_id:
        number = next(each.number for each in history.attempts if each.id == event.attempt_id)
        return _("Essai n° %(number)s : %(state)s", number=number, state=_state(event.after))
    return _("Paiement : %(state)s", state=_state(event.after))


def said(event: PaymentEvent) -> str:
    """The codes that Stripe or the bank gave with a step, with our words for those that we know."""
    codes = [str(event.detail[name]) for name in ("code", "decline_code", "dispute", "transfer", "why") if event.detail.get(name)]
    known = REFUSALS.get(event.detail.get("code", ""))
    return " · ".join(filter(None, [", ".join(codes), str(known or "")]))


def _state(state: str) -> str:
    try:
        return state_of(state)[0]
    except KeyError:
        return state
