"""The words of the cart: refusals in sentences, plans and units as customers say them."""

from __future__ import annotations

from flask_babel import gettext as _

from phoenix.cart import rules
from phoenix.catalogue.wording import per_period, plan_name, units, units_more
from phoenix.web.filters import number

__all__ = ("limits", "per", "plan", "refusal", "rhythm", "units", "units_more")
plan = plan_name


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
        return _("Cette offre se commande à partir de %(low)s : augmentez la quantité.", **limits)
    if isinstance(error, rules.AboveMaximum):
        return _(
            "Cette offre se commande jusqu’à %(high)s au total. Pour davantage, écrivez-nous.", **limits
        )
    return _("Écrivez la quantité en chiffres, de %(low)s à %(high)s.", **limits)


def limits(line: rules.Line) -> str:
    """The limits of a line, or nothing when there is none worth saying."""
    low, high = max(1, line.lowest), line.highest
    if low == high:
        return _("Quantité fixe : %(low)s.", low=number(low))
    if high >= 10_000:
        return _("À partir de %(low)s.", low=number(low)) if low > 1 else ""
    return _("De %(low)s à %(high)s.", low=number(low), high=number(high))


def per(commitment: str, billing: str) -> str:
    """What one price pays: `par mois`, `pour un an`; nothing for what is bought once."""
    return per_period(commitment, billing) if commitment != "one_off" else ""


def rhythm(word: str) -> str:
    """How often an amount comes back."""
    return {"month": _("Chaque mois"), "year": _("Chaque année")}.get(word) or _("Une fois")
