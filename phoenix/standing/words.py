"""The words of what a closure keeps, and of what is refused."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.standing import rules
from phoenix.web.filters import moment

# What is kept: its name, why, and how long in words (clause 3.3a).
KEPT = {
    rules.CONTACT: (
        _l("Nom et adresse, mis à part"),
        _l("Vos dernières factures doivent les porter."),
        _l("jusqu’à la dernière somme réglée"),
    ),
    rules.INVOICES: (
        _l("Factures et avoirs"),
        _l("La loi impose de conserver les pièces comptables."),
        _l("dix ans après la dernière"),
    ),
    rules.ORDERS: (
        _l("Commandes et preuves d’acceptation"),
        _l("Elles prouvent ce qui a été convenu, tant qu’une action est possible."),
        _l("cinq ans après la fin du contrat"),
    ),
    rules.MANDATES: (
        _l("Mandats de prélèvement"),
        _l("Un prélèvement peut être contesté pendant treize mois."),
        _l("treize mois après la fin du contrat"),
    ),
}


def refusal(error: rules.Refused) -> str:
    """Why the software does not do it, in one sentence."""
    if isinstance(error, rules.NotRipe):
        if error.ripe_at is None:
            return _("Constatez d’abord la réception de la mise en demeure : les cinq jours partent de là.")
        return _("Les cinq jours ne sont pas passés : c’est possible à partir du %(moment)s.", moment=moment(error.ripe_at))
    if isinstance(error, rules.BadReceipt):
        return _("La réception ne peut être ni avant l’envoi, ni à venir.")
    if isinstance(error, rules.AlreadyClosed):
        return _("Ce compte est déjà clos.")
    return _("Un collègue ou le client a réglé cela entre-temps : voici où on en est.")
