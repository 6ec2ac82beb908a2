"""Which channels may carry offers, sharing, profiling: dated choices, never overwritten (clauses 10.1-10.3)."""

from __future__ import annotations

from phoenix.accounts.models import ContactPreference, Person
from phoenix.accounts.session import Visit
from phoenix.archive.service import append
from phoenix.database import database, transaction
from phoenix.kernel import clock
from phoenix.kernel.events import PreferenceChosen, emit
from phoenix.kernel.markets import COUNTRIES

CHANNELS = ("email", "sms", "phone", "partners", "profiling")
ALLOWED = (
    "SELECT allowed FROM contact_preference WHERE person_id = {mark} AND channel = {mark} "
    "ORDER BY at DESC, id DESC LIMIT 1"
)


def latest_of(person: Person, channel: str) -> ContactPreference | None:
    """The last choice made for one channel."""
    mine = (ContactPreference.person == person) & (ContactPreference.channel == channel)
    order = ContactPreference.at.desc(), ContactPreference.id.desc()
    return ContactPreference.select().where(mine).order_by(*order).first()


def allows(person: Person, channel: str) -> bool:
    """Whether the choice that holds for a channel is yes; none on record means no.

    As SQL: each product that a customer opens asks, and peewee's own way costs a third of that page.
    """
    row = database.execute_sql(ALLOWED.format(mark=database.obj.param), (person.id, channel)).fetchone()
    return bool(row and row[0])


def allowing(person_ids: list[int], channel: str) -> set[int]:
    """Those of these people whose choice for a channel is yes, in one query."""
    mine = (ContactPreference.person << person_ids) & (ContactPreference.channel == channel)
    query = ContactPreference.select(ContactPreference.person, ContactPreference.allowed).where(mine)
    last = dict(query.order_by(ContactPreference.at, ContactPreference.id).tuples())
    return {person_id for person_id, allowed in last.items() if allowed}


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
            _keep(person, channel, wanted[channel], source, visit)
            emit(PreferenceChosen(person.id, channel, wanted[channel], source))
    return changed


def _keep(person: Person, channel: str, allowed: bool, source: str, visit: Visit) -> None:
    """The choice as evidence: when, by which way; from where in what can be erased."""
    append(
        "consent.preference",
        seller=COUNTRIES[person.organisation.country].seller_code,
        subject=f"person:{person.id}",
        content={"channel": channel, "allowed": allowed, "source": source},
        detail={"address": visit.address, "user_agent": visit.user_agent},
    )
