"""How amounts, dates and percents are written: through Babel, under the market's language."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask
from markupsafe import Markup

from phoenix.kernel.markets import Market
from phoenix.kernel.money import CURRENCIES, Money
from phoenix.web.market import current_market

LOCALES = {"fr": "fr", "en": "en_GB"}


def _locale(market: Market | None) -> str:
    return LOCALES[(market or current_market()).language]


def money(amount: Money, market: Market | None = None) -> str:
    """`1 234,50 €`, `MAD 1,234.50`."""
    return _money(amount.minor, amount.currency, _locale(market))


def day(value: date, market: Market | None = None) -> str:
    """`23 novembre 2026`."""
    return _date(value, "long", _locale(market))


def day_short(value: date, market: Market | None = None) -> str:
    """`23/11/2026`."""
    return _date(value, "dd/MM/yyyy", _locale(market))


def moment(value: datetime, market: Market | None = None) -> str:
    """An aware instant, written in the market's zone: `23 novembre 2026, 14:05`."""
    market = market or current_market()
    return _moment(value, market.timezone, _locale(market))


def percent(basis_points: int, market: Market | None = None) -> str:
    """`20 %`, `8.5%`: from basis points."""
    return _percent(basis_points, _locale(market))


def number(value: int, market: Market | None = None) -> str:
    """`1 234`."""
    return _number(value, _locale(market))


# What Babel writes depends on nothing but its arguments, and takes it some 60 µs each time.


@lru_cache(maxsize=20_000)
def _money(minor: int, currency: str, locale: str) -> str:
    value = Decimal(minor).scaleb(-CURRENCIES[currency])
    text = numbers.format_currency(value, currency, locale=locale)
    return re.sub(r"([A-Z])(?=\d)", "\\1\u00a0", text)


@lru_cache(maxsize=5_000)
def _date(value: date, pattern: str, locale: str) -> str:
    text = dates.format_date(value, pattern, locale=locale)
    return text.replace("1", "1er", 1) if locale.startswith("fr") and text.startswith("1 ") else text


@lru_cache(maxsize=5_000)
def _moment(value: datetime, timezone: str, locale: str) -> str:
    local = value.astimezone(ZoneInfo(timezone))
    return f"{_date(local.date(), 'long', locale)}, {local:%H:%M}"


@lru_cache(maxsize=500)
def _percent(basis_points: int, locale: str) -> str:
    value = Decimal(basis_points) / 10_000
    return numbers.format_percent(value, format=None, locale=locale, decimal_quantization=False)


@lru_cache(maxsize=5_000)
def _number(value: int, locale: str) -> str:
    return numbers.format_decimal(value, locale=locale)


def tenths(value: int, market: Market | None = None) -> str:
    """`4,3`, `4.3`: from tenths."""
    return numbers.format_decimal(Decimal(value) / 10, format="0.0", locale=_locale(market))


def in_language(text: str) -> str:
    """A text, marked as French where a page in another language shows it so (clause 19b)."""
    lang = getattr(text, "lang", None)
    return Markup('<span lang="{}">{}</span>').format(lang, str(text)) if lang else text


def init_app(app: Flask) -> None:
    """Make the filters known to templates."""
    for function in (money, day, day_short, moment, percent, number, tenths, in_language):
        app.jinja_env.filters[function.__name__] = function
