"""Stripe's itemised statement, read from the CSV of its reports: "Balance change from activity" or "Payout reconciliation".

Both name their columns alike; read again, a line is known by its balance transaction.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from phoenix.books.models import Movement
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.money import CURRENCIES

NEEDED = ("balance_transaction_id", "currency", "gross", "reporting_category")
DAYS = ("created_utc", "created", "available_on_utc")
SUM = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?")
MOST_LINES = 200_000
AT_ONCE = 500


class NotReadable(ValueError):
    """The file is no such statement; `line` is where, `what` a key of staff/reconciliation.py TROUBLES."""

    def __init__(self, what: str, line: int = 1, value: str = ""):
        super().__init__(what)
        self.what, self.line, self.value = what, line, value


class Read(NamedTuple):
    """How many lines were new, and how many were known."""

    added: int
    known: int


def receive(text: str) -> Read:
    """Read a statement, all of it or nothing. NotReadable."""
    rows = list(_rows(text))
    added = 0
    with transaction():
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            names = [row["stripe_id"] for row in part]
            known = {name for (name,) in Movement.select(Movement.stripe_id).where(Movement.stripe_id << names).tuples()}
            fresh = [row for row in part if row["stripe_id"] not in known]
            if fresh:
                Movement.insert_many(fresh).execute()
            added += len(fresh)
    return Read(added, len(rows) - added)


def _rows(text: str) -> Iterator[dict]:
    lines = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    names = set(lines.fieldnames or ())
    day = next((name for name in DAYS if name in names), None)
    if missing := [name for name in (*NEEDED, day or DAYS[0]) if name not in names]:
        raise NotReadable("columns", 1, ", ".join(missing))
    seen: set[str] = set()
    for number, line in enumerate(lines, start=2):
        if number > MOST_LINES:
            raise NotReadable("too_long", number)
        row = _row(line, day, number)
        if row["stripe_id"] not in seen:
            seen.add(row["stripe_id"])
            yield row


def _row(line: dict, day: str, number: int) -> dict:
    currency = (line["currency"] or "").upper()
    if currency not in CURRENCIES:
        raise NotReadable("currency", number, line["currency"] or "")
    return {
        "stripe_id": _word(line, ("balance_transaction_id",)) or _raise(number),
        "category": _word(line, ("reporting_category",)),
        "day": _day(line[day], number),
        "currency": currency,
        "gross": _minor(line["gross"], number),
        "fee": _minor(line.get("fee") or "0", number),
        "intent_id": _word(line, ("payment_intent_id",)),
        "source_id": _word(line, ("source_id", "charge_id")),
        "payout_id": _word(line, ("automatic_payout_id",)),
        "read_at": clock.now(),
    }


def _raise(number: int):
    raise NotReadable("line", number)


def _word(line: dict, names: Iterable[str]) -> str:
    return next((line[name].strip()[:100] for name in names if line.get(name)), "")


def _day(text: str | None, number: int) -> date:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        raise NotReadable("day", number, (text or "")[:30]) from None


def _minor(text: str | None, number: int) -> int:
    found = SUM.fullmatch((text or "").strip())
    if not found:
        raise NotReadable("sum", number, (text or "")[:30])
    sign, whole, cents = found.groups()
    minor = int(whole) * 100 + int((cents or "0").ljust(2, "0"))
    return -minor if sign else minor
