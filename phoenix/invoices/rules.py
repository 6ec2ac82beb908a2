"""Numbers, dates and dated figures of invoices, on plain values."""

from __future__ import annotations

from datetime import date

from phoenix.invoices.facts import EXEMPT, STANDARD
from phoenix.kernel.values import frozen

PREFIXES = {
    ("pa-fr", "invoice"): "PAF",
    ("pa-fr", "credit_note"): "PAF-A",
    ("pa-ma", "invoice"): "PAM",
    ("pa-ma", "credit_note"): "PAM-A",
}


@frozen
class LateRate:
    """The yearly late-payment rate in basis points, from a day on (law: documents-and-law.md)."""

    country: str
    basis_points: int
    since: date


LATE_RATES = (
    LateRate("fr", 1215, date(2026, 1, 1)),
    LateRate("ma", 1000, date(2026, 1, 1)),
)


def number_of(seller_code: str, kind: str, count: int) -> str:
    """`PAF-000042`: the number of the count-th document of a series."""
    return f"{PREFIXES[seller_code, kind]}-{count:06d}"


def issue_date(today: date, last: date | None) -> date:
    """Today, but never before the last document of the series."""
    return max(today, last) if last else today


def late_rate(country: str, day: date) -> int:
    """The late-payment rate of a country on a day, in basis points."""
    rates = [rate for rate in LATE_RATES if rate.country == country and rate.since <= day]
    return max(rates, key=lambda rate: rate.since).basis_points


def vat_category(basis_points: int) -> str:
    """The category of EN 16931 for a rate of our own territories."""
    return STANDARD if basis_points else EXEMPT
