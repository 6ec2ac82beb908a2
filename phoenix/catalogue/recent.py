"""Products seen lately, for those who consent to cookies of comfort; the list stays in their browser (clause 8a)."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Response, g, render_template, request

from phoenix.catalogue import buyer
from phoenix.catalogue.cards import cards
from phoenix.catalogue.models import Product
from phoenix.consent import service as consent
from phoenix.consent.rules import TECHNICAL
from phoenix.web.market import current_market

COOKIE = "phoenix_vus"
MOST = 6
SHOWN = 4
LASTS = timedelta(days=30)
PAGE = "catalogue.product"
_SLUG = re.compile(r"[a-z0-9-]{1,80}")


def seen() -> list[str]:
    """The products of the visitor's list, the last one first; none without consent."""
    if not consent.allowed(TECHNICAL):
        return []
    kept = request.cookies.get(COOKIE, "").split(".")
    return [slug for slug in dict.fromkeys(kept) if _SLUG.fullmatch(slug)][:MOST]


def remember(response: Response) -> Response:
    """Put the product just opened at the head of the list."""
    if request.endpoint == PAGE and request.method == "GET" and response.status_code == 200:
        slug = g.route_arguments["slug"]
        listed = [slug, *(each for each in seen() if each != slug)][:MOST]
        consent.set_optional(response, TECHNICAL, COOKIE, ".".join(listed), LASTS)
    return response


def part() -> str:
    """The list as a page shows it, without the product that is open; nothing where there is none."""
    here = g.route_arguments.get("slug") if request.endpoint == PAGE else None
    slugs = [slug for slug in seen() if slug != here]
    if not slugs:
        return ""
    ids = dict(Product.select(Product.slug, Product.id).where(Product.slug.in_(slugs)).tuples())
    shown = cards([ids[slug] for slug in slugs if slug in ids], current_market(), buyer.discounts())[:SHOWN]
    return render_template("catalogue/_recent.html", shown=shown) if shown else ""
