"""Numbers, dates and dated figures of invoices, on plain values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from phoenix.invoices.facts import EXEMPT, STANDARD
from phoenix.kernel.values import frozen

Dated = Mapping[date, int] | None

PREFIXES = {
    ("pa-fr", "invoice"): "PAF",
    ("pa-fr", "credit_note"): "PAF-A",
    ("pa-ma", "invoice"): "PAM",
    ("pa-ma", "credit_note"): "PAM-A",
}


@frozen
class YearlyRate:
    """A yearly rate in basis points, from a day on (law: documents-and-law.md)."""

    country: str
    basis_points: int
    since: date


# What late payments cost: the central bank's rate of the half-year's first day plus ten points. Later
# half-years are settings (PHOENIX_LATE_RATES__2026_2), as are legal rates.
LATE_RATES = (YearlyRate("fr", 1215, date(2026, 1, 1)),)
LEGAL_RATES = (YearlyRate("fr", 262, date(2026, 1, 1)),)
LEAST_TIMES_LEGAL = 3  # L441-10 of the Code de commerce


def number_of(seller_code: str, kind: str, count: int) -> str:
    """`PAF-000042`: the number of the count-th document of a series."""
    return f"{PREFIXES[seller_code, kind]}-{count:06d}"


def issue_date(today: date, last: date | None) -> date:
    """Today, but never before the last document of the series."""
    return max(today, last) if last else today


def half_year(day: date) -> date:
    """The first day of the half-year of `day`."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def late_rate(day: date, late: Dated = None, legal: Dated = None) -> int:
    """The French late-payment rate on a day, in basis points: never below three times the legal rate.

    `late` and `legal` are rates entered by the operator: first days of half-years → basis points.
    """
    return max(_in_force(LATE_RATES, late, day), LEAST_TIMES_LEGAL * _in_force(LEGAL_RATES, legal, day))


def late_rate_is_current(day: date, late: Dated = None) -> bool:
    """Whether the rate of this very half-year is known; otherwise the last one known is printed."""
    return half_year(day) in {rate.since for rate in LATE_RATES} | set(late or {})


def _in_force(known: tuple[YearlyRate, ...], entered: Dated, day: date) -> int:
    rates = {rate.since: rate.basis_points for rate in known} | (entered or {})
    return rates[max(since for since in rates if since <= day)]


def vat_category(basis_points: int) -> str:
    """The category of EN 16931 for a rate of our own territories."""
    return STANDARD if basis_points else EXEMPT
