"""Which channels may carry offers: dated choices, never overwritten (clauses 10.1, 10.2)."""

from __future__ import annotations

from phoenix.accounts.models import ContactPreference, Person
from phoenix.accounts.session import Visit
from phoenix.database import transaction
from phoenix.kernel import clock

CHANNELS = ("email", "sms", "phone", "partners")


def current(person: Person) -> dict[str, bool]:
    """The choice that holds for each channel; none on record means no."""
    return {channel: bool(row and row.allowed) for channel, row in latest(person).items()}


def latest(person: Person) -> dict[str, ContactPreference | None]:
    """The last choice made for each channel."""
    found: dict[str, ContactPreference | None] = dict.fromkeys(CHANNELS)
    for row in history(person):
        found[row.channel] = found[row.channel] or row
    return found


def history(person: Person) -> list[ContactPreference]:
    """All choices, the latest first."""
    mine = ContactPreference.select().where(ContactPreference.person == person)
    return list(mine.order_by(ContactPreference.at.desc(), ContactPreference.id.desc()))


def choose(person: Person, wanted: dict[str, bool], source: str, visit: Visit) -> list[str]:
    """Write down what changed; the channels concerned."""
    with transaction():
        before = {channel: row.allowed for channel, row in latest(person).items() if row}
        changed = [channel for channel, allowed in wanted.items() if before.get(channel) != allowed]
        for channel in changed:
            ContactPreference.create(
                person=person,
                channel=channel,
                allowed=wanted[channel],
                source=source,
                address=visit.address,
                at=clock.now(),
            )
    return changed
