"""Claims as pages show them: the owner's, by a mailed link, and the staff's lists (clauses 11a, 14b)."""

from __future__ import annotations

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


class Thread(NamedTuple):
    """A claim with all that its page tells."""

    row: Claim
    entries: list[ClaimEntry]
    settlement: Settlement | None


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


def days_left(rows: list[Claim]) -> dict[int, int]:
    """Working days left of each claim that has a clock running, below 0 when late."""
    calendars = {code: holidays.calendar(code) for code in {row.country for row in rows if row.due_on}}
    return {
        row.id: rules.working_days_left(clock.today(COUNTRIES[row.country].timezone), row.due_on, calendars[row.country])
        for row in rows
        if row.due_on
    }
