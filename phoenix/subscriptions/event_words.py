"""French words for what happened to a subscription: its timeline, and why it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from phoenix.catalogue.wording import units
from phoenix.kernel.money import Money
from phoenix.subscriptions import rules
from phoenix.subscriptions.models import Subscription
from phoenix.subscriptions.timeline import Entry
from phoenix.web.filters import day, money
from phoenix.web.market import current_market


def reason(word: str) -> str:
    """Why a subscription has ended."""
    known = {
        rules.BY_CUSTOMER: _("à votre demande"),
        rules.BY_CLOSURE: _("à la clôture du compte"),
        rules.BY_TRANSFER: _("par transfert à un autre partenaire"),
        rules.BY_WITHDRAWAL: _("parce que cette offre n’est plus vendue"),
        rules.BY_FORCE_MAJEURE: _("pour force majeure"),
        rules.BY_CANCELLATION: _("avec la commande, annulée"),
        rules.NO_SEATS: _("parce qu’il ne restait aucune unité"),
    }
    return known.get(word, "")


def event(entry: Entry, row: Subscription) -> tuple[str, str]:
    """What happened, as a title and a sentence (which may be empty)."""
    told = _EVENTS.get(entry.kind)
    title, text = told(entry.detail, row) if told else (_("Changement"), "")
    by = _("Par %(person)s.", person=entry.person) if entry.person else ""
    return title, " ".join(filter(None, (text, by)))


def _opened(detail: dict, _row) -> tuple[str, str]:
    return _("Abonnement ouvert"), _("Commande %(order)s.", order=detail.get("order", ""))


def _renew(detail: dict, row: Subscription) -> tuple[str, str]:
    return _("Renouvellement rétabli"), _("Une nouvelle période s’ouvrira le %(day)s.", day=_day(detail["term_end"]))


def _stop(detail: dict, row: Subscription) -> tuple[str, str]:
    by_closure = detail.get("reason") == rules.BY_CLOSURE
    title = _("Arrêt à la clôture du compte") if by_closure else _("Arrêt demandé")
    return title, _("L’abonnement prendra fin le %(last)s.", last=day(date.fromisoformat(detail["term_end"]) - rules.DAY))


def _added(detail: dict, row: Subscription) -> tuple[str, str]:
    text = _("Facture %(number)s, %(net)s HT.", number=detail["invoice"], net=_money(detail["net"], row))
    return _("Ajout : %(units)s", units=units(row.unit, detail["seats"])), text


def _reduction(detail: dict, row: Subscription) -> tuple[str, str]:
    title = _("Diminution au terme : %(units)s", units=units(row.unit, detail["seats"]))
    return title, _("À partir du %(day)s.", day=_day(detail["from"]))


def _kept(detail: dict, row: Subscription) -> tuple[str, str]:
    return _("Diminution retirée"), _("La quantité restera la même le %(day)s.", day=_day(detail["from"]))


def _reduced(detail: dict, row: Subscription) -> tuple[str, str]:
    text = _("Avoir de %(net)s HT.", net=_money(detail["net"], row)) if detail["net"] else ""
    return _("Retour : %(units)s", units=units(row.unit, detail["seats"])), text


def _renewed(detail: dict, row: Subscription) -> tuple[str, str]:
    if detail["price"] == detail["before"]:
        price = _("Au même prix, %(price)s HT.", price=_money(detail["price"], row))
    else:
        price = _("Prix : %(price)s HT, au lieu de %(before)s.", price=_money(detail["price"], row), before=_money(detail["before"], row))
    return _("Période renouvelée"), f"{units(row.unit, detail['seats'])}. {price}"


def _told(detail: dict, row: Subscription) -> tuple[str, str]:
    count = detail["days_before"]
    title = ngettext("Avis envoyé %(num)s jour avant le terme", "Avis envoyé %(num)s jours avant le terme", count)
    if detail["next_price"] is None:
        return title, _("L’offre ne sera plus vendue.")
    return title, _("Prix annoncé : %(price)s HT.", price=_money(detail["next_price"], row))


def _over(detail: dict, _row) -> tuple[str, str]:
    told, last = reason(detail["reason"]), day(date.fromisoformat(detail["on"]) - rules.DAY)
    text = _("Dernier jour : le %(day)s, %(reason)s.", day=last, reason=told) if told else _("Dernier jour : le %(day)s.", day=last)
    return _("Abonnement terminé"), text


def _transfer(detail: dict, _row) -> tuple[str, str]:
    return _("Transfert à un autre partenaire"), _("%(partner)s, le %(day)s.", partner=detail["partner"], day=_day(detail["on"]))


def _letter(detail: dict, _row) -> tuple[str, str]:
    return _("Lettre recommandée reçue"), _("Fin pour force majeure, lettre %(letter)s.", letter=detail["letter"])


def _declared(detail: dict, _row) -> tuple[str, str]:
    in_english = current_market().language == "en" and detail.get("reason_en")
    return _("Service suspendu pour force majeure"), in_english or detail["reason"]


def _lifted(_detail: dict, _row) -> tuple[str, str]:
    return _("Service rétabli"), _("Les jours suspendus sont déduits de la facture suivante.")


_EVENTS: dict[str, Callable] = {
    "opened": _opened,
    "renew": _renew,
    "stop": _stop,
    "added": _added,
    "reduction": _reduction,
    "kept": _kept,
    "reduced": _reduced,
    "renewed": _renewed,
    "told": _told,
    "ended": _over,
    "transfer": _transfer,
    "letter": _letter,
    "force_majeure_declared": _declared,
    "force_majeure_lifted": _lifted,
}


def _money(minor: int, row: Subscription) -> str:
    return money(Money(minor, row.currency))


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso))
