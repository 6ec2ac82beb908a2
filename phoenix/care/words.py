"""The words of contact and claims: subjects, states, steps, how much time is left."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

CONTACT_SUBJECTS = {
    "sales": _l("Un produit ou un prix"),
    "order": _l("Une commande ou une facture"),
    "support": _l("L’assistance technique"),
    "account": _l("Mon compte"),
    "closure": _l("La clôture de mon compte"),
    "partner": _l("Le partenariat"),
    "data": _l("Mes données personnelles"),
    "other": _l("Autre chose"),
}
# A partner asks for it in its pages, not by the form (clause 3.1e).
CONFIRMATION = "confirmation"
ALL_SUBJECTS = {**CONTACT_SUBJECTS, CONFIRMATION: _l("Les données d’un client à confirmer")}
CLAIM_SUBJECTS = {
    "order": _l("Une commande ou sa livraison"),
    "billing": _l("Une facture ou un paiement"),
    "subscription": _l("Un abonnement"),
    "service": _l("Un service ou l’assistance"),
    "account": _l("Mon compte ou mes données"),
    "other": _l("Autre chose"),
}
STATES = {
    "open": (_l("À répondre"), "warning"),
    "waiting": (_l("Pièces attendues"), "info"),
    "answered": (_l("Répondue"), "success"),
    "closed": (_l("Close"), ""),
}
# The same for who complains.
OWN_STATES = {**STATES, "open": (_l("Réponse en cours"), "info"), "waiting": (_l("Nous attendons vos pièces"), "warning")}
ENTRIES = {
    "claim": _l("Réclamation"),
    "message": _l("Message du client"),
    "reopened": _l("Réclamation rouverte"),
    "answer": _l("Réponse"),
    "papers": _l("Demande de pièces"),
    "closed": _l("Réclamation close"),
    "moved": _l("Date de réponse recalculée d’après les jours fériés"),
    "settlement": _l("Procès-verbal de règlement amiable établi"),
}
CHANNELS = {
    "email": _l("par e-mail"),
    "phone": _l("par téléphone"),
    "post": _l("par courrier"),
}
OUTCOMES = {
    "": "",
    "accepted": _l("Demande acceptée"),
    "partly": _l("Acceptée en partie"),
    "refused": _l("Demande refusée"),
    "withdrawn": _l("Retirée par le client"),
}
SETTLEMENTS = {
    "pending": (_l("En discussion"), "info"),
    "agreed": (_l("Accord trouvé"), "success"),
    "refused": (_l("Pas d’accord"), "warning"),
}
CONTACT_STATES = {
    "open": (_l("À répondre"), "warning"),
    "answered": (_l("Répondu"), "success"),
    "done": (_l("Classé"), ""),
    "held": (_l("Retenu, à vérifier"), "error"),
}
TEAMS = {"sales": _l("Ventes"), "support": _l("Assistance"), "accounting": _l("Comptabilité")}
COUNTRY_NAMES = {"fr": _l("France"), "ma": _l("Maroc")}
PROBLEMS = {
    "offered": _l("Écrivez ce qui a été proposé."),
    "offered_on": _l("Indiquez le jour de la proposition."),
    "outcome": _l("L’issue a un jour : choisissez-la."),
    "outcome_on": _l("Indiquez le jour de l’issue."),
    "asked_on": _l("La demande, la proposition et l’issue se suivent, au plus tard aujourd’hui."),
}


def time_left(days: int) -> str:
    """Working days that remain, or by how many it is late."""
    if days < 0:
        return ngettext("en retard d’un jour ouvré", "en retard de %(num)s jours ouvrés", -days)
    if days == 0:
        return _("aujourd’hui")
    return ngettext("encore un jour ouvré", "encore %(num)s jours ouvrés", days)
