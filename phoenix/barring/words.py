"""The words of blocks and maintenances, and of what is refused."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.barring import rules
from phoenix.kernel.markets import Market, market_of
from phoenix.web.filters import moment, number
from phoenix.web.market import current_market

# As article 14.1 of the terms lists them.
CATEGORIES = {
    "harvesting": _l("extraction automatisée de contenus ou de données"),
    "guessing": _l("recherche de mots de passe, ou accès au compte d’autrui"),
    "identity": _l("usurpation d’identité ou fausses informations"),
    "attack": _l("atteinte à la sécurité ou au fonctionnement du site"),
    "misuse": _l("usage illicite, ou contraire aux droits d’autrui"),
}
KINDS = {"address": _l("adresse"), "organisation": _l("organisation"), "person": _l("personne")}
BLOCK_STATES = {
    "lifted": (_l("levé"), ""),
    "open": (_l("en vigueur"), "error"),
    "over": (_l("terminé"), ""),
}
STATES = {
    "planned": (_l("annoncée"), "info"),
    "running": (_l("en cours"), "warning"),
    "over": (_l("terminée"), ""),
    "cancelled": (_l("annulée"), ""),
}
REFUSALS = {
    "not_a_range": _l("Écrivez une adresse IP, une plage (203.0.113.0/24), la référence d’un client ou une adresse e-mail."),
    "unknown_account": _l("Aucun compte ne porte cette référence ou cette adresse."),
    "own_machine": _l("C’est l’adresse de ce serveur : la bloquer fermerait la boutique."),
    "too_wide": _l("Cette plage est trop large pour être bloquée : elle couvre des réseaux entiers."),
    "used_by_staff": _l("L’équipe travaille depuis cette adresse ou cette plage, vous peut-être : elle ne peut pas être bloquée."),
    "past": _l("Choisissez un jour à venir."),
    "too_long": _l("Un blocage dure un an au plus."),
    "order": _l("La fin doit suivre le début."),
    "over": _l("Cette période est déjà passée."),
    "long_maintenance": _l("Une maintenance dure trois jours au plus."),
    "far": _l("Une maintenance s’annonce un an à l’avance au plus."),
    "overlaps": _l("Une autre maintenance est annoncée pour ce moment."),
}


class Elsewhere(NamedTuple):
    """A sentence for those who do not read the page's language."""

    lang: str
    text: str


def blocked_elsewhere(until: datetime) -> Elsewhere:
    """That access is blocked, in the page's other language."""
    there = _there()
    with force_locale(there.language):
        text = _("L’accès est bloqué jusqu’au %(until)s. Si c’est une erreur, écrivez-nous.", until=moment(until, there))
    return Elsewhere(there.language, text)


def closed_elsewhere(until: datetime) -> Elsewhere:
    """That the shop is closed for a maintenance, in the page's other language."""
    there = _there()
    with force_locale(there.language):
        text = _("La boutique est en maintenance. Elle rouvre le %(end)s.", end=moment(until, there))
    return Elsewhere(there.language, text)


def of_block(block) -> str:
    """Whom a block keeps out, in a line."""
    if block.kind == "address":
        return block.network.removesuffix("/32")
    if block.organisation:
        return block.organisation.name
    return block.person.email if block.person else _("compte effacé")


def state_of(block) -> tuple:
    """The words of where a block stands, and their colour."""
    return BLOCK_STATES["lifted" if block.lifted_at else "open" if block.in_force() else "over"]


def _there() -> Market:
    here = current_market()
    return market_of("fr" if here.language == "en" else "en", here.country.code)


def refusal(error: rules.Refused) -> str:
    """Why the software does not do it, in one sentence."""
    if isinstance(error, rules.NeedsConfirming):
        if error.why == "inside":
            return _("Cette plage est d’un réseau privé : tous nos clients peuvent se trouver derrière elle. Cochez pour confirmer.")
        count = error.network.num_addresses if error.network.version == 4 else 2 ** (64 - error.network.prefixlen)
        return _("Cette plage couvre %(count)s adresses ou réseaux de clients. Cochez pour confirmer.", count=number(count))
    return str(REFUSALS[error.why])
