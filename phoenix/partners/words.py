"""The words of partners: levels, states, refusals."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.partners import rules

LEVELS = {"standard": _l("Standard"), "silver": _l("Argent"), "gold": _l("Or")}
APPLICATION_STATES = {
    "asked": (_l("à étudier"), "warning"),
    "approved": (_l("approuvée, accord à accepter"), "info"),
    "refused": (_l("refusée"), ""),
    "withdrawn": (_l("retirée"), ""),
    "accepted": (_l("accord accepté"), "success"),
}
END_SOURCES = {
    "": "",
    "partner": _l("par le partenaire"),
    "notice": _l("par nous, avec préavis"),
    "breach": _l("par nous, pour manquement"),
    "closure": _l("avec le compte"),
    "operator": _l("d’un commun accord"),
}


def refusal(error: rules.Refused) -> str:
    """Why it cannot be done now, and what can be."""
    return {
        rules.NotProfessional: lambda: _("L’accord de partenariat est réservé aux organisations professionnelles."),
        rules.MayNotBind: lambda: _("Confirmez d’abord votre adresse électronique ; un compte suspendu ne peut pas devenir partenaire."),
        rules.AlreadyAsked: lambda: _("Une candidature est déjà en cours."),
        rules.AlreadyPartner: lambda: _("Votre organisation est déjà partenaire."),
        rules.NotOpen: lambda: _("Cela a changé entre-temps : voici où en sont les choses."),
        rules.AgreementChanged: lambda: _("L’accord a changé pendant votre lecture : lisez la nouvelle version, puis acceptez-la."),
        rules.NotPartner: lambda: _("Aucun partenariat n’est en cours, ou sa fin est déjà fixée."),
        rules.RateRefused: lambda: _("Cette remise ne peut pas être fixée : son jour est passé, ou elle dépasse le maximum."),
    }[type(error)]()
