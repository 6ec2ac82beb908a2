"""A staff list as CSV: all rows of the chosen filters, streamed in pages by key, noted in the log.

For the spreadsheets that people here open it with: UTF-8 with its mark, semicolons, decimal commas, ISO days.
A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Response, request, stream_with_context
from flask_babel import gettext as _

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.money import CURRENCIES, Money
from phoenix.staff.list_columns import Badge
from phoenix.team import audit

CHUNK = 500
MARK = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def answer_csv(listing) -> Response:
    """The file; the log keeps who took it, and which filters were set (not what was typed, which may be personal)."""
    name = listing.declared.name
    if request.method != "HEAD":
        with transaction():
            audit.record("list_exported", f"list:{name}", after={"filters": sorted(listing.arguments)})
    answer = Response(stream_with_context(_text(listing)), mimetype="text/csv")
    day = clock.today("Europe/Paris").isoformat()
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return answer


def _text(listing) -> Iterator[str]:
    yield MARK + _lines([_heads(listing)])
    cursor = None
    while True:
        found = listing.keys(cursor, CHUNK)
        if found.ids:
            yield _lines(_cells(listing, row) for row in listing.declared.rows(found.ids))
        if not found.has_next:
            return
        cursor = found.last


def _columns(listing) -> list:
    return [each for each in listing.declared.columns if not (each.post or each.template)]


def _heads(listing) -> list[str]:
    heads = []
    for column in _columns(listing):
        heads += [str(column.label)]
        heads += [_("Devise")] if column.money else []
        heads += [_("Précision")] if column.hint else []
    return heads


def _cells(listing, row) -> list[str]:
    cells = []
    for column in _columns(listing):
        value = column.value(row)
        cells.append(_cell(value))
        cells += [value.currency if isinstance(value, Money) else ""] if column.money else []
        cells += [_cell(column.hint(row))] if column.hint else []
    return cells


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return _amount(value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo("Europe/Paris")).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = str(value.text if isinstance(value, Badge) else value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _amount(value: Money) -> str:
    digits = CURRENCIES[value.currency]
    whole, rest = divmod(abs(value.minor), 10**digits)
    return f"{'-' if value.minor < 0 else ''}{whole},{rest:0{digits}d}"


def _lines(rows) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()
