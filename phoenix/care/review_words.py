"""The words of reviews: ratings, grounds of the published rules, states, steps, reports (clauses 12a-12d)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

RATINGS = {
    5: _l("Excellent"),
    4: _l("Bon"),
    3: _l("Moyen"),
    2: _l("Décevant"),
    1: _l("Mauvais"),
}
# As avis-clients, article 3, publishes them.
GROUNDS = {
    "not_bought": _l("il n’émane pas d’un client qui a acheté, ou ne porte pas sur le produit ou le service"),
    "abuse": _l("il contient des injures, de la haine, une menace ou une accusation sans preuve"),
    "personal": _l("il contient des données personnelles ou des informations confidentielles"),
    "advertising": _l("il fait de la publicité, renvoie vers un autre site ou a été écrit contre une récompense"),
    "empty": _l("il est illisible ou sans contenu"),
}
STATES = {
    "submitted": (_l("À lire"), "warning"),
    "published": (_l("Publié"), "success"),
    "refused": (_l("Refusé"), "error"),
    "withdrawn": (_l("Retiré"), "error"),
}
# The same for its author.
OWN_STATES = {**STATES, "submitted": (_l("En cours de lecture"), "info")}
ENTRIES = {
    "submitted": _l("Avis déposé"),
    "published": _l("Avis publié"),
    "refused": _l("Avis refusé"),
    "contested": _l("Décision contestée"),
    "reported": _l("Avis signalé"),
    "kept": _l("Avis maintenu après signalement"),
    "withdrawn": _l("Avis retiré"),
    "replied": _l("Réponse publiée"),
    "unreplied": _l("Réponse retirée"),
}
REASONS = {
    "false": _l("L’avis me paraît faux ou ne pas venir d’un client"),
    "abuse": _l("Injures, haine ou menace"),
    "personal": _l("Données personnelles ou confidentielles"),
    "advertising": _l("Publicité"),
    "unlawful": _l("Autre contenu illicite"),
}
SHOWN_AS = {
    "organisation": _l("Le nom de l’organisation : %(name)s"),
    "initials": _l("Vos initiales : %(name)s"),
}


def time_left(days: int) -> str:
    """Days that remain, or by how many it is late."""
    if days < 0:
        return ngettext("en retard d’un jour", "en retard de %(num)s jours", -days)
    if days == 0:
        return _("aujourd’hui")
    return ngettext("encore un jour", "encore %(num)s jours", days)
