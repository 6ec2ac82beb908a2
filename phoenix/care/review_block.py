"""Reviews on a product's page: average, distribution, the newest ones, and what machines read (clauses 12d, 12e)."""

from __future__ import annotations

from flask import Flask, render_template
from markupsafe import Markup

from phoenix.care import review_reading
from phoenix.care.review_rules import Tally
from phoenix.catalogue import beside
from phoenix.catalogue.beside import Part
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.models import Product
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, Market

FIRST = 3
_kept = Kept(capacity=500)


def part(product: Product, market: Market) -> Part:
    """The section, and `aggregateRating` where there is a review to speak of."""
    today = clock.today(COUNTRIES["fr"].timezone)
    tally, rows = _kept.get((product.id, today), lambda: _read(product.id))
    html = render_template("care/_product_reviews.html", product=product, tally=tally, reviews=rows)
    return Part(Markup(html), rating_data(tally))


def _read(product_id: int) -> tuple[Tally, list]:
    tally = review_reading.tally(product_id)
    return tally, list(review_reading.shown(product_id).limit(FIRST)) if tally.total else []


def rating_data(tally: Tally) -> dict:
    """schema.org’s AggregateRating; nothing without reviews."""
    if not tally.total:
        return {}
    whole, tenth = divmod(tally.tenths, 10)
    rating = {"@type": "AggregateRating", "ratingValue": f"{whole}.{tenth}", "reviewCount": tally.total}
    return {"aggregateRating": {**rating, "bestRating": 5, "worstRating": 1}}


def init_app(app: Flask) -> None:
    """Show reviews on each product's page."""
    beside.add(app, part)
