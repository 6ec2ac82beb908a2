"""Claims as pages show them: the owner's, by a mailed link, and the staff's lists (clauses 11a, 14b)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from phoenix.accounts import links
from phoenix.accounts.links import CLAIM, DeadLink
from phoenix.care import holidays, rules
from phoenix.care.models import Claim, ClaimEntry, Settlement
from phoenix.config import settings
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.orders.models import Order

PAGE = 50


class Thread(NamedTuple):
    """A claim with all that its page tells."""

    row: Claim
    entries: list[ClaimEntry]
    settlement: Settlement | None


class Filters(NamedTuple):
    """What a list of the staff shows; empty is all. `q` is a reference or an address."""

    state: str = ""
    country: str = ""
    q: str = ""


class Spot(NamedTuple):
    """Where a page of the list begins: after this due day (in the list by due day) and number."""

    id: int
    due_on: date | None = None


def of_organisation(organisation_id: int):
    """An organisation's claims, the newest first."""
    return Claim.select().where(Claim.organisation == organisation_id).order_by(Claim.id.desc())


def owned(organisation_id: int, reference: str) -> Claim | None:
    """A claim of this organisation; None for another's, and for none."""
    return Claim.get_or_none(Claim.reference == reference, Claim.organisation == organisation_id)


def by_link(token: str) -> Claim:
    """The claim of a mailed link; DeadLink when it must not be believed, or the claim is gone."""
    payload = links.read(settings().secret_key, CLAIM, token)
    row = Claim.get_or_none(Claim.id == payload["claim"], Claim.person.is_null())
    if row is None:
        raise DeadLink()
    return row


def thread(row: Claim) -> Thread:
    """The claim with its steps, the oldest first, and the record of the amicable attempt."""
    entries = list(ClaimEntry.select().where(ClaimEntry.claim == row).order_by(ClaimEntry.id))
    return Thread(row, entries, Settlement.get_or_none(Settlement.claim == row))


def documents_named(row: Claim) -> tuple[list[Order], list[Invoice]]:
    """For the staff: the orders and invoices that have the number as it was typed, whoever's they are."""
    number = row.about.replace(" ", "").upper()
    if not number:
        return [], []
    return list(Order.select().where(Order.number == number)), list(Invoice.select().where(Invoice.number == number))


def listed(filters: Filters, after: Spot | None, size: int = PAGE) -> tuple[list[Claim], Spot | None]:
    """A page of the staff's list and where the next one begins; what is due first comes first."""
    query = Claim.select()
    if filters.q:
        query = query.where((Claim.reference == filters.q.upper()) | (Claim.email == filters.q.lower()))
    if filters.state:
        query = query.where(Claim.state == filters.state)
    if filters.country:
        query = query.where(Claim.country == filters.country)
    by_day = filters.state == rules.OPEN
    query = _from(query, after, by_day).limit(size + 1)
    rows = list(query)
    if len(rows) <= size:
        return rows, None
    last = rows[size - 1]
    return rows[:size], Spot(last.id, last.due_on if by_day else None)


def _from(query, after: Spot | None, by_day: bool):
    if not by_day:
        query = query.where(Claim.id < after.id) if after else query
        return query.order_by(Claim.id.desc())
    if after and after.due_on:
        later = (Claim.due_on > after.due_on) | ((Claim.due_on == after.due_on) & (Claim.id > after.id))
        query = query.where(Claim.due_on >= after.due_on, later)
    return query.order_by(Claim.due_on, Claim.id)


def days_left(rows: list[Claim]) -> dict[int, int]:
    """Working days left of each claim that has a clock running, below 0 when late."""
    calendars = {code: holidays.calendar(code) for code in {row.country for row in rows if row.due_on}}
    return {
        row.id: rules.working_days_left(clock.today(COUNTRIES[row.country].timezone), row.due_on, calendars[row.country])
        for row in rows
        if row.due_on
    }
