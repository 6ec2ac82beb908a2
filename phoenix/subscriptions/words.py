"""French words for subscriptions: where one stands, why something cannot be done, how a payment went."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from phoenix.catalogue.wording import units
from phoenix.payments.words import name_of
from phoenix.subscriptions import paying, rules
from phoenix.subscriptions.bills import Bill
from phoenix.subscriptions.event_words import event, reason
from phoenix.subscriptions.models import Subscription
from phoenix.subscriptions.paying import Outcome
from phoenix.subscriptions.standing import May
from phoenix.web.filters import day, moment, money

__all__ = ("bill", "event", "outcome", "reason", "state", "trouble", "units", "why")


def state(row: Subscription, paused: bool = False) -> tuple[str, str]:
    """Where a subscription stands, as a badge: its words and its kind."""
    if not row.active:
        return _("Terminé"), ""
    if paused:
        return _("Suspendu"), "warning"
    if row.renewal == rules.STOP:
        return _("S’arrête à son terme"), "warning"
    return _("En cours"), "success"


def why(may: May, row: Subscription) -> str:
    """Why something cannot be done, and until when it could (clauses 3.3b, 13c, 15b, 15d)."""
    return _WHY[may.why](row, may.until)


def _ended(row: Subscription, until) -> str:
    return _("Cet abonnement est terminé depuis le %(day)s.", day=day(until)) if until else _("Cet abonnement est terminé.")


def _not_bound(_row, _until) -> str:
    return _("Seul un représentant dont l’adresse électronique est confirmée peut engager l’organisation.")


def _suspended(_row, _until) -> str:
    return _("Le compte est suspendu : aucune unité ne peut être ajoutée tant que la suspension n’est pas levée.")


def _too_late(row: Subscription, until) -> str:
    return _(
        "Le choix pouvait être changé jusqu’au %(until)s inclus. Il pourra l’être de nouveau pour la période qui commence le %(next)s.",
        until=day(until),
        next=day(row.term_end),
    ) if row.renewal == rules.RENEW else _(
        "Le choix pouvait être changé jusqu’au %(until)s inclus. L’abonnement prend fin le %(last)s.",
        until=day(until),
        last=day(row.term_end - rules.DAY),
    )


def _stopping(_row, until) -> str:
    return _("L’abonnement s’arrête déjà à son terme, le %(last)s.", last=day(until))


def _committed(_row, until) -> str:
    return _(
        "Cet abonnement est engagé jusqu’au %(last)s : il reste dû jusque-là. Vous pouvez arrêter son renouvellement.",
        last=day(until),
    )


def _paused(_row, _until) -> str:
    return _("Le service est suspendu pour force majeure : rien ne peut y être ajouté tant qu’il n’est pas rétabli.")


def _too_many(_row, _until) -> str:
    return _("Le nombre maximal de cette offre est atteint. Pour davantage, écrivez-nous.")


def _too_few(_row, _until) -> str:
    return _("Vous en avez déjà le minimum que cette offre permet.")


def _at_least_one(_row, _until) -> str:
    return _("Ajoutez au moins une unité.")


def _too_small(row: Subscription, _until) -> str:
    return _(
        "La somme due pour les jours qui restent est plus petite que ce qu’une banque accepte. "
        "Ajoutez-en davantage, ou revenez le %(next)s, quand la prochaine période commencera.",
        next=day(row.next_due_on),
    )


def _window_closed(_row, until) -> str:
    return _("Ce lot pouvait diminuer jusqu’au %(moment)s. Il est dû jusqu’au terme.", moment=moment(until))


def _no_window(_row, _until) -> str:
    return _("Cette formule ne prévoit pas de délai de retour : ce lot est dû jusqu’au terme.")


_WHY: dict[str, Callable] = {
    "ended": _ended,
    "not_bound": _not_bound,
    "suspended": _suspended,
    "too_late": _too_late,
    "stopping": _stopping,
    "committed": _committed,
    "paused": _paused,
    "too_many": _too_many,
    "too_few": _too_few,
    "at_least_one": _at_least_one,
    "too_small": _too_small,
    "window_closed": _window_closed,
    "no_window": _no_window,
}


def outcome(told: Outcome) -> tuple[str, str]:
    """What became of the payment of seats just added: words and the kind of their message."""
    said = _OUTCOMES[told.word]
    return said(told), {paying.PAID: "success", paying.ANNOUNCED: "success", paying.AT_THE_BANK: "success"}.get(told.word, "warning")


def _paid(told: Outcome) -> str:
    if told.method is None:
        return _("C’est ajouté. La facture %(number)s est payée.", number=told.invoice)
    return _(
        "C’est ajouté et payé : %(amount)s par %(means)s, facture %(number)s.",
        amount=money(told.gross),
        means=name_of(told.method),
        number=told.invoice,
    )


def _announced(told: Outcome) -> str:
    if told.on is None:
        return _("C’est ajouté. La facture %(number)s sera prélevée à sa date.", number=told.invoice)
    return _(
        "C’est ajouté. La facture %(number)s, de %(amount)s, sera prélevée le %(on)s : vous en êtes prévenu quatorze jours avant.",
        number=told.invoice,
        amount=money(told.gross),
        on=day(told.on),
    )


def _at_the_bank(told: Outcome) -> str:
    return _("C’est ajouté. Le prélèvement de %(amount)s est en cours, facture %(number)s.", amount=money(told.gross), number=told.invoice)


def _customer(told: Outcome) -> str:
    return _(
        "C’est ajouté, mais votre banque demande que vous confirmiez le paiement de %(amount)s : payez la facture %(number)s ci-dessous.",
        amount=money(told.gross),
        number=told.invoice,
    )


def _refused(told: Outcome) -> str:
    return _(
        "C’est ajouté, mais votre banque a refusé %(amount)s : payez la facture %(number)s ci-dessous, par un autre moyen s’il le faut.",
        amount=money(told.gross),
        number=told.invoice,
    )


def _no_means(told: Outcome) -> str:
    return _("C’est ajouté. Aucun moyen de paiement n’est enregistré : payez la facture %(number)s ci-dessous.", number=told.invoice)


def _unknown(told: Outcome) -> str:
    return _(
        "C’est ajouté. Nous attendons la réponse de la banque pour %(amount)s, facture %(number)s : ne payez pas une deuxième fois.",
        amount=money(told.gross),
        number=told.invoice,
    )


_OUTCOMES: dict[str, Callable] = {
    paying.PAID: _paid,
    paying.ANNOUNCED: _announced,
    paying.AT_THE_BANK: _at_the_bank,
    paying.CUSTOMER: _customer,
    paying.REFUSED: _refused,
    paying.NO_MEANS: _no_means,
    paying.UNKNOWN: _unknown,
}


def bill(told: Bill) -> tuple[str, str]:
    """Where an invoice stands, as a badge: its words and its kind."""
    if told.payable:
        return {
            "planned": (_("À payer"), "info"),
            "at_the_bank": (_("Paiement en cours"), "info"),
            "refused": (_("Paiement refusé"), "warning"),
            "customer": (_("Attend votre confirmation"), "warning"),
        }.get(told.progress) or (_("En retard"), "error")
    return {"paid": (_("Payée"), "success"), "credited": (_("Annulée par avoir"), "")}.get(told.state) or (_("Payée"), "success")


def trouble(told: Bill) -> str:
    """What to do about an invoice that did not go through."""
    if told.progress == "customer":
        return _("Votre banque demande que vous confirmiez ce paiement vous-même.")
    if told.progress == "refused" and told.tried_on:
        return _("Le paiement a été refusé. Il sera présenté de nouveau le %(day)s, sauf si vous la payez avant.", day=day(told.tried_on))
    return _("Elle était due le %(day)s et n’a pas pu être débitée : payez-la par le moyen de votre choix.", day=day(told.due_on))
