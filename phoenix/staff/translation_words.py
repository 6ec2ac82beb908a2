"""The words of the translators' desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from phoenix.i18n import soundness
from phoenix.translating import service
from phoenix.translating.models import DONE, MISSING, STALE
from phoenix.translating.units import TOO_LONG

DOMAINS = {
    "messages": _l("Pages et e-mails"),
    "legal": _l("Textes juridiques"),
    "products": _l("Catalogue"),
}
FIELDS = {
    "name": _l("nom"),
    "summary": _l("résumé"),
    "description": _l("description"),
    "limits": _l("limites"),
    "third_party": _l("mention de l’éditeur"),
    "intro": _l("introduction"),
}
STATES = {
    MISSING: (_l("Manquant"), "error"),
    STALE: (_l("À revoir"), "warning"),
    DONE: (_l("Fait"), "success"),
}
FAULTS = {
    soundness.FORMS: _l("Écrivez le texte anglais, avec chacune de ses formes."),
    soundness.PLACEHOLDERS: _l("Reprenez exactement les valeurs à remplacer du français, ni plus ni moins."),
    soundness.TAGS: _l("Reprenez exactement les balises HTML du français."),
    soundness.FORMAT: _l("Un signe pour cent arrêterait la page ici : écrivez-le comme le français, ou retirez-le."),
    soundness.MARKUP: _l("Retirez le signe < ou le guillemet droit : le français n’en a pas. Écrivez “ ”."),
    soundness.LINES: _l("Écrivez le texte sur une seule ligne, comme le français."),
    TOO_LONG: _l("Ce texte est trop long pour sa place : raccourcissez-le."),
}
HINTS = {
    soundness.LONG: _l("Nettement plus long que le français : vérifiez la page."),
    soundness.SPACES: _l("Des espaces en double."),
    soundness.APOSTROPHE: _l("Apostrophe droite : écrivez ’."),
    soundness.FRENCH_SIGNS: _l("Guillemets français, ou espace avant un signe double : l’anglais écrit “ ” et n’en met pas."),
    soundness.END: _l("La ponctuation finale n’est pas celle du français."),
    soundness.SAME: _l("Identique au français."),
}
CAUSES = {
    service.EDIT: _l("Saisie"),
    service.UNDO: _l("Retour à un texte antérieur"),
    service.IMPORT: _l("Fichier"),
}
