"""Amounts as people and spreadsheets write them: `1 234,50`, `1234.5`."""

from __future__ import annotations

import re

from phoenix.kernel.money import CURRENCIES, Money

LARGEST_MINOR = 100_000_000_00
_WRITTEN = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?")


def read_amount(text: str, currency: str) -> Money:
    """The amount written; ValueError for anything else, below nothing, finer than a centime, or beyond all prices."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    whole = int(re.sub(r"\D", "", found[1]))
    minor = whole * 10 ** CURRENCIES[currency] + int((found[2] or "").ljust(2, "0"))
    if minor > LARGEST_MINOR:
        raise ValueError(text)
    return Money(minor, currency)


def write_amount(amount: Money) -> str:
    """`1234.50`, as files have it."""
    return f"{amount.minor // 100}.{amount.minor % 100:02d}"
