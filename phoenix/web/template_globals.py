"""What every template may use without being handed it."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from flask_babel import get_locale

from phoenix.kernel import clock
from phoenix.kernel.markets import MARKETS
from phoenix.kernel.sellers import CONTACTS, SELLERS
from phoenix.web import seller_words
from phoenix.web.market import address_query, current_market, current_seller, switch_url


def init_app(app: Flask) -> None:
    """Register the globals and the per-request context."""
    settings = app.config["SETTINGS"]
    app.jinja_env.globals.update(
        switch_url=switch_url,
        address_query=address_query,
        all_markets=MARKETS,
        sellers=SELLERS,
        contacts=replace(CONTACTS, host_phone=settings.host_phone or CONTACTS.host_phone),
        registration=seller_words.registration,
        capital_of=seller_words.capital,
        seller_data=seller_words.as_data,
        demo_mode=settings.demo,
        shop_today=lambda: clock.today(current_market().timezone),
        payments_simulated=not settings.takes_money,
        base_url=settings.base_url,
        cart_count=lambda: 0,
        get_locale=get_locale,
    )

    @app.context_processor
    def market_context():
        return {"market": current_market(), "seller": current_seller()}
