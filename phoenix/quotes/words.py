"""The words of quotes: states, steps, why something did not go through."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.quotes import rules

# For the customer, and for the staff.
STATES = {
    rules.ASKED: (_l("En préparation"), "info"),
    rules.PRICED: (_l("En préparation"), "info"),
    rules.SENT: (_l("À accepter"), "warning"),
    rules.ACCEPTED: (_l("Accepté"), "success"),
    rules.REFUSED: (_l("Refusé"), ""),
    rules.EXPIRED: (_l("Expiré"), ""),
    rules.WITHDRAWN: (_l("Retiré"), ""),
}
STAFF_STATES = {
    **STATES,
    rules.ASKED: (_l("À chiffrer"), "warning"),
    rules.PRICED: (_l("Chiffré, à envoyer"), "warning"),
    rules.SENT: (_l("Envoyé"), "info"),
}
ENTRIES = {
    "asked": _l("Demande"),
    "started": _l("Devis établi à notre initiative"),
    "sent": _l("Devis envoyé"),
    "question": _l("Question"),
    "answer": _l("Réponse"),
    "accepted": _l("Devis accepté"),
    "refused": _l("Devis refusé"),
    "withdrawn": _l("Devis retiré"),
    "expired": _l("Fin de validité"),
    "renewal": _l("Renouvellement demandé"),
}


def title(quote) -> str:
    """What a quote is called, with its number."""
    if quote.kind == rules.SUPPLEMENTARY:
        return _("Devis complémentaire %(number)s", number=quote.number)
    return _("Devis %(number)s", number=quote.number)


def refusal(error: rules.QuoteRefused) -> str:
    """Why the customer's act did not go through."""
    return {
        rules.Outdated: lambda: _("Le devis n’est plus valable : demandez-en le renouvellement."),
        rules.Changed: lambda: _("Une nouvelle version de ce devis vient d’être envoyée : relisez-la."),
        rules.OtherCountry: lambda: _("Ce devis vaut pour un autre pays que celui de votre organisation : demandez-en un nouveau."),
    }.get(type(error), lambda: _("Ce n’est plus possible dans l’état où est le devis."))()


def staff_refusal(error: rules.QuoteRefused) -> str:
    """Why what the staff wrote was not taken."""
    if isinstance(error, rules.NoPrice):
        return _("Ligne %(position)s : indiquez son prix.", position=error.position)
    if isinstance(error, rules.NotSold):
        return _("Ligne %(position)s : le catalogue n’a pas de prix pour elle dans ce pays.", position=error.position)
    return {
        rules.NothingToQuote: lambda: _("Un devis a au moins une ligne, et une somme à payer."),
        rules.TotalTooHigh: lambda: _("La somme voulue dépasse celle des lignes."),
        rules.Outdated: lambda: _("La date de validité va d’aujourd’hui à un an."),
        rules.PricesMoved: lambda: _("Des prix du catalogue ont changé depuis l’enregistrement : enregistrez de nouveau, relisez, puis envoyez."),
        rules.Changed: lambda: _("Ce devis a changé entre-temps : relisez-le. Rien n’a été enregistré ni envoyé."),
    }.get(type(error), lambda: _("Ce n’est plus possible dans l’état où est le devis."))()
