"""Why an act on a request is not possible now."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "closed": _l("Cette demande est déjà close."),
    "late": _l("Le premier mois est passé : le délai ne se prolonge plus."),
    "extended": _l("Le délai a déjà été prolongé une fois."),
    "identity": _l("Vérifiez d’abord l’identité de la personne."),
    "unneeded": _l("Aucune vérification d’identité n’est attendue."),
}
