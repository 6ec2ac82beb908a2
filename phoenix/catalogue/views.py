"""The catalogue's pages: the list with its search and facets, and one product (clauses 1a, 15c)."""

from __future__ import annotations

from datetime import date
from urllib.parse import urljoin

from flask import Response, abort, render_template, request, url_for
from markupsafe import Markup

from phoenix.catalogue import asked, listing, product_page, wording
from phoenix.catalogue.cards import cards
from phoenix.catalogue.product_page import ProductPage
from phoenix.catalogue.structured import product_data
from phoenix.config import settings
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, MARKETS, Market
from phoenix.web.access import public
from phoenix.web.market import current_market, current_seller, market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.paging import Page
from phoenix.web.render import page, wants_fragment

blueprint = market_blueprint("catalogue", __name__)


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals["catalogue_words"] = wording


@blueprint.get("/catalogue")
@public
@shared_page
def index():
    """The offers sold in this country, searched, narrowed and sorted by the address."""
    market = current_market()
    question = asked.read(request.args)
    results, head, title = _list(question, market)
    response = page(
        "catalogue/page.html",
        fragment="catalogue/_kept.html",
        kept=results,
        head=head,
        title=title,
        asked=question,
    )
    if wants_fragment():
        response.headers["HX-Push-Url"] = url_for("catalogue.index", **question.arguments(page=question.page))
    return response


def _list(question: asked.Asked, market: Market) -> tuple[Markup, Markup, str]:
    """The HTML of the list and of the page's head, and its title."""
    selection = listing.select(question, market)
    size, total = listing.PAGE_SIZE, len(selection.ids)
    number = min(question.page, max(1, -(-total // size)))
    ids = selection.ids[(number - 1) * size : number * size]
    shown = Page(cards(list(ids), market), number, size, total)
    family = next((c for c in selection.facets["famille"] if c.value == question.famille), None)
    robots = "noindex, follow" if question.q or not total else ""
    html = render_template(
        "catalogue/_results.html", asked=question, selection=selection, page=shown, family=family
    )
    head = render_template("catalogue/_list_head.html", asked=question, robots=robots)
    return Markup(html), Markup(head), family.label if family else ""


@blueprint.get("/catalogue/<slug>")
@public
@shared_page
def product(slug: str):
    """One product: its plans compared, net and gross, today's price and the announced one."""
    market = current_market()
    found = product_page.find(slug)
    day = clock.today(market.timezone)
    shown = product_page.read(found, market, day, _quantity()) if found else None
    if shown is None:
        return _not_sold_here(slug, market)
    template = "catalogue/_plans.html" if wants_fragment() else "catalogue/_product.html"
    html = Markup(render_template(template, shown=shown, product=found))
    context = {"kept": html, **_head(shown, market)}
    return page("catalogue/product.html", fragment="catalogue/_kept.html", **context)


def _quantity() -> int | None:
    typed = request.args.get("quantity", "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else None


def _head(shown: ProductPage, market: Market) -> dict:
    """Title, summary and head of a product's page: its address in each market, its data."""
    address = _absolute(market, shown.product.slug)
    here = market.country.code
    sold = [here, *product_page.sold_elsewhere(shown.product, here, _days())]
    alternates = [
        (f"{other.language}-{other.country.iso}", _absolute(other, shown.product.slug))
        for other in MARKETS.values()
        if other.country.code in sold
    ]
    data = product_data(shown, address, current_seller())
    head = render_template(
        "catalogue/_product_head.html", address=address, alternates=alternates, data=data
    )
    return {"title": shown.text("name"), "summary": shown.text("summary"), "head": Markup(head)}


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
