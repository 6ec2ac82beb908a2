"""The market in the address: /<language>-<country>/… decides text, prices, currency and seller."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Flask, g, has_request_context, request, url_for
from werkzeug.routing import BaseConverter, ValidationError

from phoenix.kernel.markets import MARKETS, Market, market_of
from phoenix.kernel.sellers import SELLERS, Seller

DEFAULT = MARKETS["fr-fr"]


class MarketConverter(BaseConverter):
    """`fr-fr`, `en-fr`, `fr-ma`, `en-ma` in an address, a `Market` in Python."""

    regex = "(?:fr|en)-(?:fr|ma)"

    def to_python(self, value: str) -> Market:
        if value not in MARKETS:
            raise ValidationError()
        return MARKETS[value]

    def to_url(self, value: Market) -> str:
        return value.prefix


def market_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint whose addresses all live under the market."""
    return Blueprint(name, import_name, url_prefix="/<market:market>")


def current_market() -> Market:
    """The market of the present request, the French one outside of markets."""
    return g.get("market", DEFAULT) if has_request_context() or g else DEFAULT


def current_seller() -> Seller:
    """Who sells in the present market (clause 0)."""
    return SELLERS[current_market().country.seller_code]


def best_market() -> Market:
    """The market that fits a visitor who comes without one, by the browser's languages."""
    language = request.accept_languages.best_match(("fr", "en")) or "fr"
    preferred = [tag.lower() for tag, _ in request.accept_languages]
    country = "ma" if any(tag.endswith("-ma") for tag in preferred) else "fr"
    return market_of(language, country)


def switch_url(language: str | None = None, country: str | None = None) -> str:
    """The same page in another language or country."""
    here = current_market()
    there = market_of(language or here.language, country or here.country.code)
    if not request.endpoint or "market" not in (g.get("route_arguments") or {}):
        return url_for("home.index", market=there)
    path = url_for(request.endpoint, **{**g.route_arguments, "market": there})
    query = address_query()
    return f"{path}?{query}" if query else path


def address_query() -> str:
    """The query with which the present page links to itself: the view's `g.address`, or as it came."""
    return urlencode(g.address if "address" in g else list(request.args.items(multi=True)))


def init_app(app: Flask) -> None:
    """Teach the app the converter, and to fill the market in and take it out by itself."""
    app.url_map.converters["market"] = MarketConverter

    @app.url_value_preprocessor
    def take_market(_endpoint, values):
        g.route_arguments = dict(values or {})
        if values and "market" in values:
            g.market = values.pop("market")
        else:
            g.market = MARKETS.get(request.path[1:6], DEFAULT)

    @app.url_defaults
    def give_market(endpoint, values):
        if "market" not in values and app.url_map.is_endpoint_expecting(endpoint, "market"):
            values["market"] = current_market()
