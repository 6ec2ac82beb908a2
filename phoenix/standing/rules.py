"""The days of notices, confirmations and closures, on plain values (clauses 3.1e, 3.2b, 3.3a)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from phoenix.kernel.terms import months_on

REMEDY_DAYS = 5
CONFIRM_DAYS = 15
MESSAGES_SHOWN_FOR = timedelta(days=365)
INVOICES, ORDERS, MANDATES, CONTACT = "invoices", "orders", "mandates", "contact"
KEPT_MONTHS = {INVOICES: 120, ORDERS: 60, MANDATES: 13}


class Refused(ValueError):
    """The software does not do it now; the kind of error says why."""


class NotRipe(Refused):
    """Five calendar days have not passed since the notice was received; `ripe_at` says when they have."""

    def __init__(self, ripe_at: datetime | None):
        super().__init__(str(ripe_at))
        self.ripe_at = ripe_at


class BadReceipt(Refused):
    """Nothing is received before it is sent, nor tomorrow."""


class NotOpen(Refused):
    """It was settled meanwhile."""


class AlreadyClosed(Refused):
    """The account is closed."""


class Kept(NamedTuple):
    """What a closure does not take: a key of words.KEPT, and its last day, None while that is open."""

    what: str
    until: date | None


def last_day_to_remedy(received_on: date) -> date:
    """The fifth calendar day after the receipt, whose own day does not count (clause 3.2b)."""
    return received_on + timedelta(days=REMEDY_DAYS)


def ripe_at(received_on: date, zone: str) -> datetime:
    """The instant from which staff may act: the fifth day has ended where the customer is (clause 3.2b)."""
    after = last_day_to_remedy(received_on) + timedelta(days=1)
    return datetime.combine(after, time.min, ZoneInfo(zone)).astimezone(UTC)


def last_received_of_ripe(today: date) -> date:
    """What was received before this day has had its five whole days on `today`."""
    return today - timedelta(days=REMEDY_DAYS)


def check_ripe(received_on: date | None, zone: str, now: datetime) -> None:
    """NotRipe before that instant, and as long as no receipt is recorded."""
    if received_on is None:
        raise NotRipe(None)
    if now < ripe_at(received_on, zone):
        raise NotRipe(ripe_at(received_on, zone))


def check_receipt(sent_on: date, received_on: date, today: date) -> None:
    """BadReceipt for a day before the sending or in the future."""
    if not sent_on <= received_on <= today:
        raise BadReceipt()


def confirm_by(asked_on: date) -> date:
    """The fifteenth day after the ask is the last one to confirm (clause 3.1e)."""
    return asked_on + timedelta(days=CONFIRM_DAYS)


def is_late(due_on: date, today: date) -> bool:
    """Whether the last day has passed."""
    return today > due_on


def kept(closed_on: date, contract_end: date | None, last_invoice_on: date | None, ordered: bool, mandate: bool) -> list[Kept]:
    """What is kept after a closure, and until when (clause 3.3a).

    `contract_end` is the last day that anything is due or runs, None while an open-ended
    subscription goes on; what is counted from it has no day yet then.
    """
    found = [Kept(CONTACT, contract_end)] if contract_end != closed_on else []
    if last_invoice_on:
        found.append(Kept(INVOICES, contract_end and months_on(max(last_invoice_on, contract_end), KEPT_MONTHS[INVOICES])))
    if ordered:
        found.append(Kept(ORDERS, contract_end and months_on(contract_end, KEPT_MONTHS[ORDERS])))
    if mandate:
        found.append(Kept(MANDATES, contract_end and months_on(contract_end, KEPT_MONTHS[MANDATES])))
    return found
