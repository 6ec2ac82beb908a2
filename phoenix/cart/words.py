"""The words of the cart: refusals in sentences, plans and units as customers say them."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from phoenix.cart import rules
from phoenix.web.filters import number


def refusal(error: Exception) -> str:
    """Why the cart did not change, and what can be done (clause 4.1b)."""
    if isinstance(error, rules.QuantityRefused):
        return _quantity(error)
    if isinstance(error, rules.CartFull):
        return _(
            "Votre panier contient déjà %(most)s lignes, le maximum. Commandez-les d’abord, ou retirez-en une.",
            most=rules.MOST_LINES,
        )
    return _("Cette offre n’est pas vendue dans ce pays, ou ne l’est plus.")


def _quantity(error: rules.QuantityRefused) -> str:
    limits = {"low": number(max(1, error.lowest)), "high": number(error.highest), "typed": error.typed}
    if isinstance(error, rules.BelowMinimum):
        return _("Cette offre se commande à partir de %(low)s : augmentez la quantité.", **limits)
    if isinstance(error, rules.AboveMaximum):
        return _(
            "Cette offre se commande jusqu’à %(high)s au total. Pour davantage, écrivez-nous.", **limits
        )
    return _("Écrivez la quantité en chiffres, de %(low)s à %(high)s.", **limits)


def limits(line: rules.Line) -> str:
    """The limits of a line, or nothing when there is none worth saying."""
    low, high = max(1, line.lowest), line.highest
    if low == high:
        return _("Quantité fixe : %(low)s.", low=number(low))
    if high >= 10_000:
        return _("À partir de %(low)s.", low=number(low)) if low > 1 else ""
    return _("De %(low)s à %(high)s.", low=number(low), high=number(high))


def plan(commitment: str, billing: str) -> str:
    """A commitment and its rhythm of payment in words."""
    return {
        ("none", "month"): _("Sans engagement, payé chaque mois"),
        ("P1M", "month"): _("Engagement d’un mois, payé chaque mois"),
        ("P1Y", "month"): _("Engagement d’un an, payé chaque mois"),
        ("P1Y", "once"): _("Engagement d’un an, payé en une fois"),
        ("P3Y", "month"): _("Engagement de trois ans, payé chaque mois"),
        ("P3Y", "year"): _("Engagement de trois ans, payé chaque année"),
        ("P3Y", "once"): _("Engagement de trois ans, payé en une fois"),
    }.get((commitment, billing), _("Achat unique"))


def per(commitment: str, billing: str) -> str:
    """What one price pays: « par mois », « par an », « pour trois ans »."""
    return {
        ("none", "month"): _("par mois"),
        ("P1M", "month"): _("par mois"),
        ("P1Y", "month"): _("par mois"),
        ("P3Y", "month"): _("par mois"),
        ("P1Y", "once"): _("pour un an"),
        ("P3Y", "year"): _("par an"),
        ("P3Y", "once"): _("pour trois ans"),
    }.get((commitment, billing), "")


def rhythm(word: str) -> str:
    """How often an amount comes back."""
    return {"month": _("Chaque mois"), "year": _("Chaque année")}.get(word, _("Une fois"))


def units(unit: str, count: int) -> str:
    """`12 utilisateurs`, `1 forfait`: a quantity with its unit."""
    num = number(count)
    return {
        "seat": lambda: ngettext("%(n)s utilisateur", "%(n)s utilisateurs", count, n=num),
        "mailbox": lambda: ngettext("%(n)s boîte", "%(n)s boîtes", count, n=num),
        "device": lambda: ngettext("%(n)s appareil", "%(n)s appareils", count, n=num),
        "server": lambda: ngettext("%(n)s serveur", "%(n)s serveurs", count, n=num),
        "licence": lambda: ngettext("%(n)s licence", "%(n)s licences", count, n=num),
        "hour": lambda: ngettext("%(n)s heure", "%(n)s heures", count, n=num),
        "half_day": lambda: ngettext("%(n)s demi-journée", "%(n)s demi-journées", count, n=num),
        "day": lambda: ngettext("%(n)s jour", "%(n)s jours", count, n=num),
        "fixed": lambda: ngettext("%(n)s forfait", "%(n)s forfaits", count, n=num),
        "booklet": lambda: ngettext("%(n)s carnet", "%(n)s carnets", count, n=num),
        "credit_pack": lambda: ngettext("%(n)s lot de crédits", "%(n)s lots de crédits", count, n=num),
        "pack": lambda: ngettext("%(n)s pack", "%(n)s packs", count, n=num),
    }.get(unit, lambda: ngettext("%(n)s unité", "%(n)s unités", count, n=num))()
