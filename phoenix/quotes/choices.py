"""Offers of the catalogue by the words that one types for them: suggested, and recognised again (clause 4.1d)."""

from __future__ import annotations

from phoenix.catalogue import service as catalogue
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.models import Product
from phoenix.catalogue.wording import plan_name
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES

MOST = 500
_kept = Kept(capacity=8)


def offers(country: str, language: str) -> dict[str, int]:
    """What is sold in a country today: its label → its plan, in the order of the catalogue."""
    today = clock.today(COUNTRIES[country].timezone)
    return _kept.get((country, language, today), lambda: _offers(country, language, today))


def _offers(country: str, language: str, today) -> dict[str, int]:
    sold = Product.select(Product.id).where(Product.active, getattr(Product, f"sold_{country}"))
    ids = [each for (each,) in sold.order_by(Product.position, Product.id).limit(MOST).tuples()]
    found = catalogue.offers_of(ids, country, today)
    return {label(offer, language): offer.plan_id for each in ids for offer in found.get(each, [])}


def label(offer, language: str) -> str:
    """`Microsoft 365 Business Premium (REF) – Un an, payé par mois`: one of its kind."""
    return f"{offer.name(language)} ({offer.reference}) – {plan_name(offer.commitment, offer.billing)}"


def recognised(typed: str, known: dict[str, int]) -> int | None:
    """The plan of a label, whatever the case and the blanks; None for any other words."""
    wanted = _plain(typed)
    return next((plan_id for text, plan_id in known.items() if _plain(text) == wanted), None)


def labels_of(plan_ids: list[int], country: str, language: str) -> dict[int, str]:
    """The labels of these plans, sold today or not."""
    today = clock.today(COUNTRIES[country].timezone)
    found = catalogue.offers(plan_ids, country, today) if plan_ids else {}
    return {plan_id: label(offer, language) for plan_id, offer in found.items()}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
