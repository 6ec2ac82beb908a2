"""The words for units, plans and periods, in the language of the page or mail being made."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from phoenix.web.filters import number

NO_LIMIT = 100_000

TYPES = {
    "abonnement": _l("Abonnements"),
    "licence": _l("Licences perpétuelles"),
    "service": _l("Services"),
    "pack": _l("Packs"),
}
KIND = {
    "subscription": _l("Abonnement"),
    "licence": _l("Licence perpétuelle"),
    "service": _l("Service"),
    "pack": _l("Pack"),
}
PAPER_LANGUAGE = {"fr": _l("en français"), "en": _l("en anglais")}
PER_UNIT = {
    "seat": _l("par utilisateur"),
    "mailbox": _l("par boîte"),
    "device": _l("par appareil"),
    "server": _l("par serveur"),
    "licence": _l("par licence"),
    "hour": _l("par heure"),
    "half_day": _l("par demi-journée"),
    "day": _l("par jour"),
    "fixed": _l("prix ferme"),
    "booklet": _l("par carnet"),
    "credit_pack": _l("par lot de crédits"),
    "pack": _l("par pack"),
}
COMMITMENTS = {
    "one_off": _l("Achat unique"),
    "none": _l("Sans engagement"),
    "P1M": _l("Un mois"),
    "P1Y": _l("Un an"),
    "P3Y": _l("Trois ans"),
}
SORTS = {
    "conseil": _l("Notre ordre"),
    "nom": _l("Nom"),
    "prix": _l("Prix croissant"),
    "prix-decroissant": _l("Prix décroissant"),
}


def units(unit: str, count: int) -> str:
    """`12 utilisateurs`: a quantity with its unit."""
    written = {
        "seat": lambda: ngettext("%(num)s utilisateur", "%(num)s utilisateurs", count),
        "mailbox": lambda: ngettext("%(num)s boîte", "%(num)s boîtes", count),
        "device": lambda: ngettext("%(num)s appareil", "%(num)s appareils", count),
        "server": lambda: ngettext("%(num)s serveur", "%(num)s serveurs", count),
        "licence": lambda: ngettext("%(num)s licence", "%(num)s licences", count),
        "hour": lambda: ngettext("%(num)s heure", "%(num)s heures", count),
        "half_day": lambda: ngettext("%(num)s demi-journée", "%(num)s demi-journées", count),
        "day": lambda: ngettext("%(num)s jour", "%(num)s jours", count),
        "fixed": lambda: ngettext("%(num)s forfait", "%(num)s forfaits", count),
        "booklet": lambda: ngettext("%(num)s carnet", "%(num)s carnets", count),
        "credit_pack": lambda: ngettext("%(num)s lot", "%(num)s lots", count),
        "pack": lambda: ngettext("%(num)s pack", "%(num)s packs", count),
    }
    return written[unit]()


def quantity_label(unit: str) -> str:
    """The question above a quantity field."""
    asked = {
        "seat": _("Nombre d’utilisateurs"),
        "mailbox": _("Nombre de boîtes"),
        "device": _("Nombre d’appareils"),
        "server": _("Nombre de serveurs"),
        "licence": _("Nombre de licences"),
        "hour": _("Nombre d’heures"),
        "half_day": _("Nombre de demi-journées"),
        "day": _("Nombre de jours"),
    }
    return asked.get(unit) or _("Quantité")


def units_more(unit: str) -> str:
    """The question above a quantity to add."""
    asked = {
        "seat": _("Combien d’utilisateurs en plus ?"),
        "mailbox": _("Combien de boîtes en plus ?"),
        "device": _("Combien d’appareils en plus ?"),
        "server": _("Combien de serveurs en plus ?"),
        "licence": _("Combien de licences en plus ?"),
        "pack": _("Combien de packs en plus ?"),
    }
    return asked.get(unit) or _("Combien en plus ?")


def per_period(commitment: str, billing: str) -> str:
    """How often a price is paid, beside an amount: `par mois`."""
    if commitment == "one_off":
        return _("une fois")
    if billing != "once":
        return _("par mois") if billing == "month" else _("par an")
    return {
        "P1Y": _("pour un an"),
        "P3Y": _("pour trois ans"),
    }.get(commitment) or _("pour un mois")


def paid(commitment: str, billing: str) -> str:
    """How a plan is paid, in words."""
    if commitment == "one_off":
        return _("payé à la commande")
    if billing == "once":
        return _("payé en une fois")
    return _("payé par mois") if billing == "month" else _("payé par an")


def plan_name(commitment: str, billing: str) -> str:
    """`Un an, payé par mois`: a plan in words."""
    if commitment == "one_off":
        return _("Achat unique")
    return f"{COMMITMENTS[commitment]}, {paid(commitment, billing)}"


def plan_note(commitment: str, billing: str) -> str:
    """What a plan binds to, in one sentence (clause 15b)."""
    if commitment == "one_off":
        return ""
    if commitment == "none":
        return _("Résiliable à tout moment, fin au terme du mois payé.")
    if commitment == "P1M":
        return _("Prix garanti un mois, renouvelé sauf arrêt.")
    if commitment == "P1Y":
        return _("Prix garanti un an, renouvelé sauf arrêt.")
    return _("Prix garanti trois ans, renouvelé sauf arrêt.")


def type_label(value: str) -> str:
    """The label of a kind of offer, by its word in the address."""
    return str(TYPES[value])


def limits(product) -> str:
    """How many may be ordered, in one sentence."""
    low, high = product.min_quantity, product.max_quantity
    if high >= NO_LIMIT:
        return _("À partir de %(low)s.", low=number(low)) if low > 1 else _("Sans limite de nombre.")
    return _("De %(low)s à %(high)s.", low=number(low), high=number(high))


def then(later: int | None, billing: str) -> str:
    """What follows today's payment: `puis 11 fois, chaque mois` (clause 5c)."""
    if later is None:
        return _("puis chaque mois, tant que vous continuez")
    if later == 0:
        return _("rien d’autre pendant l’engagement")
    if billing == "year":
        return ngettext("puis %(num)s fois, chaque année", "puis %(num)s fois, chaque année", later)
    return ngettext("puis %(num)s fois, chaque mois", "puis %(num)s fois, chaque mois", later)
