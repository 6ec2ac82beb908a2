"""How amounts, dates and percents are written: through Babel, under the market's language."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask

from phoenix.kernel.markets import Market
from phoenix.kernel.money import CURRENCIES, Money
from phoenix.web.market import current_market

LOCALES = {"fr": "fr", "en": "en_GB"}


def _locale(market: Market | None) -> str:
    return LOCALES[(market or current_market()).language]


def money(amount: Money, market: Market | None = None) -> str:
    """`1 234,50 €`, `MAD 1,234.50`."""
    value = Decimal(amount.minor).scaleb(-CURRENCIES[amount.currency])
    text = numbers.format_currency(value, amount.currency, locale=_locale(market))
    return re.sub(r"([A-Z])(?=\d)", "\\1\u00a0", text)


def day(value: date, market: Market | None = None) -> str:
    """`23 novembre 2026`."""
    return dates.format_date(value, "long", locale=_locale(market))


def day_short(value: date, market: Market | None = None) -> str:
    """`23/11/2026`."""
    return dates.format_date(value, "dd/MM/yyyy", locale=_locale(market))


def moment(value: datetime, market: Market | None = None) -> str:
    """An aware instant, written in the market's zone: `23 novembre 2026, 14:05`."""
    market = market or current_market()
    zone = ZoneInfo(market.timezone)
    written = dates.format_date(value.astimezone(zone), "long", locale=_locale(market))
    clock = dates.format_time(value, "HH:mm", tzinfo=zone, locale=_locale(market))
    return f"{written}, {clock}"


def percent(basis_points: int, market: Market | None = None) -> str:
    """`20 %`, `8.5%`: from basis points."""
    value = Decimal(basis_points) / 10_000
    return numbers.format_percent(value, format=None, locale=_locale(market), decimal_quantization=False)


def number(value: int, market: Market | None = None) -> str:
    """`1 234`."""
    return numbers.format_decimal(value, locale=_locale(market))


def init_app(app: Flask) -> None:
    """Make the filters known to templates."""
    for function in (money, day, day_short, moment, percent, number):
        app.jinja_env.filters[function.__name__] = function
