"""The lists that partners get, as CSV: whom they are given, whom they must delete (clause 10.2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

GIVEN = ("name", "organisation", "email", "phone")
WITHDRAWN = ("name", "email")


def written(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The file's text."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(columns)
    out.writerows([[_harmless(row[name]) for name in columns] for row in rows])
    return text.getvalue()


def _harmless(value: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{value}" if value[:1] in ("=", "@", "-", "\t", "\r") else value
