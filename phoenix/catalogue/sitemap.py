"""The sitemap: every public page in its four markets, each naming its translations (hreflang)."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from phoenix.catalogue.service import public_addresses
from phoenix.config import settings
from phoenix.kernel.markets import COUNTRIES, MARKETS
from phoenix.web.access import public

blueprint = Blueprint("sitemap", __name__)
PAGES = (
    ("home.index", {}),
    ("catalogue.index", {}),
    ("home.about", {}),
    ("care.contact", {}),
    ("contract_ending.ask", {}),
    ("legal.notice", {}),
    ("legal.document", {"document": "conditions"}),
    ("legal.document", {"document": "conditions-de-service"}),
    ("legal.document", {"document": "conditions-microsoft"}),
    ("legal.document", {"document": "conditions-prestations"}),
    ("legal.document", {"document": "accord-partenaires"}),
    ("legal.document", {"document": "confidentialite"}),
    ("legal.document", {"document": "cookies"}),
    ("legal.document", {"document": "avis-clients"}),
)
PART = 10_000


@blueprint.get("/sitemap.xml")
@public
def sitemap():
    """All pages in one file, or an index of files once there are many products."""
    products = public_addresses()
    part = request.args.get("part", type=int)
    if len(products) > PART and part is None:
        parts = range(1, -(-len(products) // PART) + 1)
        return _xml("seo/sitemap_index.xml", parts=parts, base=settings().base_url)
    first = max(0, (part or 1) - 1) * PART
    entries = [_entry(*page) for page in PAGES] if first == 0 else []
    entries += [
        _entry("catalogue.product", {"slug": slug}, countries)
        for slug, countries in products[first : first + PART]
    ]
    return _xml("seo/sitemap.xml", entries=entries)


def _xml(template: str, **context) -> Response:
    return Response(render_template(template, **context), mimetype="application/xml")


def _entry(endpoint: str, arguments: dict, countries=tuple(COUNTRIES)) -> dict:
    """The addresses of one page by market prefix."""
    base = settings().base_url
    return {
        f"{market.language}-{market.country.iso}": base + url_for(endpoint, market=market, **arguments)
        for market in MARKETS.values()
        if market.country.code in countries
    }
