"""Amounts, days and rates in words of a document's language; never the request's."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def amount(minor: int, currency: str, language: str = "fr") -> str:
    """Minor units with their currency: « 1 234,56 € », "MAD 1,234.56"."""
    text = format_currency(Decimal(minor).scaleb(-2), currency, locale=LOCALES[language])
    return text if text.endswith(currency) else text.replace(currency, f"{currency}\u00a0")


def round_amount(minor: int, currency: str, language: str = "fr") -> str:
    """The same without decimals where it has none, for capitals and the like: « 8 000 € »."""
    return amount(minor, currency, language).replace(",00" if language == "fr" else ".00", "")


def bare_amount(minor: int, language: str = "fr") -> str:
    """Minor units without a currency, for columns that name it in their heading."""
    pattern = "#,##0.00"
    return format_decimal(Decimal(minor).scaleb(-2), pattern, locale=LOCALES[language])


def number(value: int, language: str = "fr") -> str:
    """A whole number with its thousands set apart."""
    return format_decimal(value, locale=LOCALES[language])


def rate(basis_points: int, language: str = "fr") -> str:
    """Basis points as a percentage: « 8,5 % », "20%"."""
    value = Decimal(basis_points).scaleb(-2)
    text = format_decimal(value, "#,##0.##", locale=LOCALES[language])
    return f"{text}\u00a0%" if language == "fr" else f"{text}%"


def days(count: int, language: str = "fr") -> str:
    """« 1 jour », « 5 jours », "1 day"."""
    one, many = {"fr": ("jour", "jours"), "en": ("day", "days")}[language]
    # French has no plural for nothing, English has.
    return f"{number(count, language)}\u00a0{one if count == 1 or (count == 0 and language == 'fr') else many}"


def day(iso: str, language: str = "fr") -> str:
    """An ISO day written in full: « 3 décembre 2026 »."""
    text = format_date(date.fromisoformat(iso), "long", locale=LOCALES[language])
    return text.replace("1 ", "1er ", 1) if language == "fr" and text.startswith("1 ") else text


def short_day(iso: str, language: str = "fr") -> str:
    """An ISO day in figures: 03/12/2026."""
    return format_date(date.fromisoformat(iso), "dd/MM/yyyy", locale=LOCALES[language])


def moment(iso: str, timezone: str, language: str = "fr") -> str:
    """An ISO instant as the wall clock of `timezone` shows it, the offset named."""
    instant = datetime.fromisoformat(iso)
    link = "à" if language == "fr" else "at"
    pattern = f"d MMMM y '{link}' HH:mm:ss (ZZZZ)"
    zone = ZoneInfo(timezone)
    return format_datetime(instant, pattern, tzinfo=zone, locale=LOCALES[language])
