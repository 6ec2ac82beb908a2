"""The catalogue's pages: the list with its search and facets, and one product (clauses 1a, 15c)."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

from flask import Response, abort, request, url_for

from phoenix.audience.rules import HEADER as NOTHING_FOUND
from phoenix.catalogue import asked, beside, buyer, list_page, listing, pieces, product_page, recent, wording
from phoenix.catalogue.models import Product
from phoenix.catalogue.product_page import ProductPage
from phoenix.catalogue.service import with_contents
from phoenix.catalogue.structured import product_data
from phoenix.config import settings
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, MARKETS, Market
from phoenix.legal import service as legal
from phoenix.web.access import public
from phoenix.web.market import current_market, current_seller, market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.render import page, wants_fragment, written

blueprint = market_blueprint("catalogue", __name__)


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(catalogue_words=wording, left_open=pieces.mark)
    state.app.extensions["personal"]["recent"] = recent.part
    state.app.after_request(recent.remember)


@blueprint.get("/catalogue")
@public
@shared_page
def index():
    """The offers sold in this country, searched, narrowed and sorted by the address."""
    question = asked.read(request.args)
    fragment = wants_fragment()
    selection = listing.select(question, current_market())
    response = written(list_page.written(question, selection, current_market(), not fragment), has_fragment=True)
    if question.q and (selection.found.loose or not selection.ids):
        response.headers[NOTHING_FOUND] = "1"
    if fragment:
        response.headers["HX-Push-Url"] = url_for("catalogue.index", **question.arguments(page=question.page))
    return response


@blueprint.get("/catalogue/<slug>")
@public
@shared_page
def product(slug: str):
    """One product: its plans compared, net and gross, today's price and the announced one."""
    market = current_market()
    found = product_page.find(slug)
    day = clock.today(market.timezone)
    shown = product_page.read(found, market, day, _quantity(), buyer.discounts()) if found else None
    if shown is None:
        return _not_sold_here(slug, market)
    context = {"shown": shown, "product": found, "documents": _documents(found, market), **_head(shown, market)}
    if not wants_fragment():
        context["beside"] = beside.parts(found, market)
        context["data"] |= {name: value for part in context["beside"] for name, value in part.data.items()}
    return page("catalogue/product.html", fragment="catalogue/_plans.html", **context)


def _documents(product: Product, market: Market) -> list[tuple[str, str]]:
    """Address part and title of the documents that an order of it brings (clause 2c)."""
    versions = legal.documents_for_order(market.country.code, with_contents(product))
    return [(each.document.code, legal.title_of(each, market.language)) for each in versions]


def _quantity() -> int | None:
    typed = request.args.get("quantity", "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else None


def _head(shown: ProductPage, market: Market) -> dict:
    """What the head of a product's page tells machines: its address in each market, its data."""
    address = _absolute(market, shown.product.slug)
    here = market.country.code
    sold = [here, *product_page.sold_elsewhere(shown.product, here, _days())]
    alternates = [
        (f"{other.language}-{other.country.iso}", _absolute(other, shown.product.slug))
        for other in MARKETS.values()
        if other.country.code in sold
    ]
    data = product_data(shown, address, current_seller())
    return {"address": address, "alternates": alternates, "data": data}


def _days() -> dict[str, date]:
    return {code: clock.today(country.timezone) for code, country in COUNTRIES.items()}


def _absolute(market: Market, slug: str) -> str:
    return urljoin(settings().base_url, url_for("catalogue.product", slug=slug, market=market))


def _not_sold_here(slug: str, market: Market) -> Response:
    """404 with the way to where it is sold, or to what is sold here."""
    found = product_page.find(slug) or abort(404)
    elsewhere = [
        MARKETS[f"{market.language}-{country}"]
        for country in product_page.sold_elsewhere(found, market.country.code, _days())
    ]
    related = product_page.related(found, market)
    context = {"product": found, "elsewhere": elsewhere, "related": related}
    return page("catalogue/not_sold.html", status=404, **context)
