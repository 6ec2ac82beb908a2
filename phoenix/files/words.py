"""The words of files: why one is refused, where one stands, how much may be sent."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.files import rules

REASONS = {
    "empty": _l("« %(name)s » est vide."),
    "too_large": _l("« %(name)s » dépasse 20 Mo."),
    "too_many": _l("« %(name)s » n’a pas été reçu : 60 documents au plus par dossier."),
    "no_room": _l("« %(name)s » n’a pas été reçu : 300 Mo au plus par dossier."),
    "at_once": _l("Envoyez dix documents au plus à la fois."),
    "kind": _l("« %(name)s » n’est pas d’un type accepté. Envoyez un PDF, une image, un texte ou un tableau."),
    "damaged": _l("« %(name)s » est abîmé ou incomplet. Enregistrez-le de nouveau, puis renvoyez-le."),
    "two_things": _l("« %(name)s » contient autre chose que ce qu’il annonce. Enregistrez-le de nouveau, par exemple en PDF."),
    "runs": _l("« %(name)s » contient du code. Envoyez-le en PDF."),
    "bomb": _l("« %(name)s » devient beaucoup trop grand une fois ouvert."),
    "locked": _l("« %(name)s » est protégé par un mot de passe. Retirez-le, puis renvoyez le document."),
    "macros": _l("« %(name)s » contient des macros. Enregistrez-le sans macros ou en PDF."),
    "archive_inside": _l("« %(name)s » contient un autre document ou une archive. Envoyez-les séparément ou en PDF."),
    "fetches": _l("« %(name)s » va chercher une partie de son contenu ailleurs. Envoyez-le en PDF."),
    "infected": _l("« %(name)s » a été refusé par l’antivirus."),
}
STATES = {
    rules.WAITING: (_l("Vérification en cours"), "info"),
    rules.UNSCANNED: (_l("Reçu"), "success"),
    rules.CLEAN: (_l("Reçu"), "success"),
    rules.INFECTED: (_l("Refusé par l’antivirus, supprimé"), "error"),
    rules.DESTROYED: (_l("Consulté, puis supprimé"), ""),
}
# The same for the staff.
STAFF_STATES = {
    **STATES,
    rules.WAITING: (_l("Attend l’antivirus"), "warning"),
    rules.UNSCANNED: (_l("Sans antivirus"), "warning"),
    rules.CLEAN: (_l("Vérifié"), "success"),
}
SUBJECTS = {
    rules.ORDER: _l("Commande"),
    rules.QUOTE: _l("Demande de devis"),
    rules.CLAIM: _l("Réclamation"),
    rules.CONTACT: _l("Message"),
    rules.WITHHOLDING: _l("Retenue à la source"),
}


def refused(refusal: rules.Refused) -> str:
    """Why this file is not taken."""
    return str(REASONS[refusal.code]) % {"name": refusal.name}


def state_of(row, staff: bool = False) -> tuple:
    """The words of where a file stands, and their colour."""
    return (STAFF_STATES if staff else STATES)[row.state]


def size_of(size: int) -> str:
    """What it weighs, in words."""
    if size < 1000:
        return _("%(size)s octets", size=size)
    if size < 1_000_000:
        return _("%(size)s ko", size=size // 1000)
    return _("%(size)s Mo", size=format_decimal(size // 100_000 / 10))
