"""May this person be written to, passed on, profiled? And what follows from a choice (clauses 10.1-10.3)."""

from __future__ import annotations

from phoenix.accounts import preferences
from phoenix.accounts.models import Person
from phoenix.accounts.session import Visit
from phoenix.accounts.uses import PARTNERS, PROFILING, PROSPECTING, is_restricted, restricted_among
from phoenix.database import transaction
from phoenix.kernel.events import PreferenceChosen
from phoenix.prospecting import opposition, profiling, rules

SHARED = ("email", "phone")
NO_OPPOSITION = ("sign_up", "opt_in", "demo")  # unticked there means not asked, not opposed


def may_write(person: Person, channel: str) -> bool:
    """Whether offers may reach this person by e-mail, SMS or telephone (clause 10.1)."""
    value = opposition.reached_at(person, channel)
    if not value or not _is_live(person) or is_restricted(person, PROSPECTING):
        return False
    choice = preferences.latest_of(person, channel)
    if choice is None or not rules.choice_suffices(person.organisation.country, channel, choice.allowed, choice.source):
        return False
    return not opposition.is_opposed(channel, value)


def may_share(person: Person, channel: str) -> bool:
    """Whether partners may be given this person's e-mail or telephone: by its own consent only (clause 10.2)."""
    return channel in sharable([person])[person.id]


def sharable(people: list[Person]) -> dict[int, set[str]]:
    """By which of e-mail and telephone partners may be given each of these, in as many queries for all as for one."""
    live = [person for person in people if _is_live(person)]
    ids = [person.id for person in live]
    consenting = preferences.allowing(ids, "partners") - restricted_among(ids, PARTNERS)
    marks = {
        (person.id, channel): (channel, opposition.fingerprint(channel, value))
        for person in live
        for channel in SHARED
        if person.id in consenting and (value := opposition.reached_at(person, channel))
    }
    opposed = opposition.opposed_among(set(marks.values())) if marks else set()
    found: dict[int, set[str]] = {person.id: set() for person in people}
    for (person_id, channel), mark in marks.items():
        if mark not in opposed:
            found[person_id].add(channel)
    return found


def may_profile(person: Person) -> bool:
    """Whether browsing and reactions to letters may be looked at (clause 10.3)."""
    return _is_live(person) and preferences.allows(person, "profiling") and not is_restricted(person, PROFILING)


def follow(event: PreferenceChosen) -> None:
    """A choice was made: the opposition list and the profile follow, in the same transaction."""
    if event.channel == "profiling" and not event.allowed:
        profiling.forget(event.person_id)
    if event.channel not in opposition.CHANNELS:
        return
    value = opposition.reached_at(Person.get_by_id(event.person_id), event.channel)
    if not value:
        return
    mark = opposition.fingerprint(event.channel, value)
    if event.allowed:
        opposition.lift(event.channel, mark)
    elif event.source not in NO_OPPOSITION:
        opposition.oppose(event.channel, mark, event.source)


def unsubscribe(person_id: int, channel: str, mark: str, visit: Visit) -> None:
    """End offers by a channel, from a letter's link; an address whose account is gone stays opposed too."""
    with transaction():
        person = Person.get_or_none(Person.id == person_id)
        if person is not None:
            preferences.choose(person, {channel: False}, "link", visit)
        opposition.oppose(channel, mark, "link")


def _is_live(person: Person) -> bool:
    return bool(person.email_confirmed_at and person.organisation.closed_at is None)
