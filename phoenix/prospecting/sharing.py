"""Passing telephone and e-mail on to a partner: consenters only, written down, ended with the consent (clause 10.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import peewee

from phoenix.accounts.models import ContactPreference, Organisation, Person
from phoenix.archive.service import append
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.prospecting.models import PartnerShare, PartnerTransfer
from phoenix.prospecting.service import sharable

KEPT = timedelta(days=365)
BATCH = 500
TO_STOP = PartnerShare.ended_at.is_null(False) & PartnerShare.withdrawal_told_at.is_null()
GIVEN, STOPPED = "consent.shared", "consent.stopped"


def share(partner: str, by: str) -> PartnerTransfer | None:
    """Hand the list of those who consent now to a partner: written down for each; None when nobody consents."""
    with transaction():
        given = list(_consenters())
        if not given:
            return None
        transfer = PartnerTransfer.create(partner=partner, by=by, people=len(given))
        for person, _by in given:
            _give(transfer, person)
    return transfer


def _give(transfer: PartnerTransfer, person: Person) -> None:
    known = {PartnerShare.name: person.full_name, PartnerShare.email: person.email, PartnerShare.at: transfer.at}
    known |= {PartnerShare.transfer: transfer.id, PartnerShare.ended_at: None, PartnerShare.withdrawal_told_at: None}
    unique = {PartnerShare.person: person.id, PartnerShare.partner: transfer.partner}
    PartnerShare.insert({**unique, **known}).on_conflict(conflict_target=list(unique), update=known).execute()
    _keep(GIVEN, person, transfer.partner)


def consenters() -> int:
    """How many would be on a list made now."""
    return sum(1 for _consenter in _consenters())


def handed_over(transfer: PartnerTransfer) -> list[dict]:
    """The list of a transfer, a row for each person who still consents."""
    return [_row(person, by) for person, by in _allowed([share.person for share in _shares(PartnerShare.transfer == transfer)])]


def look_again(*about: peewee.Expression) -> int:
    """Note which shares, of those `about` or of all, lost the consent that they rest on, or have it back; how many."""
    changed = 0
    with transaction():
        for batch in peewee.chunked(_shares(PartnerShare.withdrawal_told_at.is_null(), *about), BATCH):
            allowed = sharable([share.person for share in batch])
            ended = [share.id for share in batch if not allowed[share.person_id] and share.ended_at is None]
            back = [share.id for share in batch if allowed[share.person_id] and share.ended_at is not None]
            for ids, at in ((ended, clock.now()), (back, None)):
                changed += PartnerShare.update(ended_at=at).where(PartnerShare.id << ids).execute() if ids else 0
    return changed


def waiting() -> tuple[int, datetime | None]:
    """(how many withdrawals no partner was told of, since when the first)."""
    columns = peewee.fn.COUNT(PartnerShare.id), peewee.fn.MIN(PartnerShare.ended_at)
    count, since = PartnerShare.select(*columns).where(TO_STOP).tuples().get()
    return count, PartnerShare.ended_at.python_value(since)


def waiting_by_partner() -> list[tuple[str, int, datetime]]:
    """The partners who must be told to delete somebody: of how many, and when the last of them withdrew."""
    columns = PartnerShare.partner, peewee.fn.COUNT(PartnerShare.id), peewee.fn.MAX(PartnerShare.ended_at)
    query = PartnerShare.select(*columns).where(TO_STOP).group_by(PartnerShare.partner).order_by(PartnerShare.partner)
    return [(name, count, PartnerShare.ended_at.python_value(last)) for name, count, last in query.tuples()]


def partners() -> list[str]:
    """Those who were ever given a list, or somebody on one."""
    names = PartnerTransfer.select(PartnerTransfer.partner) | PartnerShare.select(PartnerShare.partner)
    return sorted({name for (name,) in names.tuples()})


def told(*about: peewee.Expression) -> int:
    """The partner was told to delete these, whose consent ended: name and address go; how many."""
    with transaction():
        ended = _shares(TO_STOP, *about)
        gone = {"withdrawal_told_at": clock.now(), "name": "", "email": ""}
        for batch in peewee.chunked(ended, BATCH):
            PartnerShare.update(**gone).where(PartnerShare.id << [share.id for share in batch]).execute()
        for share in ended:
            _keep(STOPPED, share.person, share.partner)
    return len(ended)


def withdrawn(partner: str) -> list[dict]:
    """Whom a partner was given and must delete: consent was withdrawn since. Told once."""
    with transaction():
        look_again(PartnerShare.partner == partner)
        rows = [{"name": share.name, "email": share.email} for share in _shares(TO_STOP, PartnerShare.partner == partner)]
        told(PartnerShare.partner == partner)
    return rows


def shares_of(person: Person) -> list[PartnerShare]:
    """To whom a person was passed on, the last first."""
    return list(PartnerShare.select().where(PartnerShare.person == person).order_by(PartnerShare.at.desc()))


def forget_old() -> int:
    """Delete what a partner was told to delete a year ago, and lists of that age that nobody is on; how many rows."""
    before = clock.now() - KEPT
    gone = PartnerShare.delete().where(PartnerShare.withdrawal_told_at < before).execute()
    held = PartnerShare.select(PartnerShare.transfer).where(PartnerShare.transfer.is_null(False))
    return gone + PartnerTransfer.delete().where(PartnerTransfer.at < before, PartnerTransfer.id.not_in(held)).execute()


def _shares(*conditions: peewee.Expression) -> list[PartnerShare]:
    given = PartnerShare.select(PartnerShare, Person, Organisation).join(Person).join(Organisation)
    return list(given.where(*conditions).order_by(PartnerShare.id))


def _consenters() -> Iterator[tuple[Person, set[str]]]:
    """Who may be passed on now, and by which of e-mail and telephone."""
    once = ContactPreference.select(ContactPreference.person).where(
        ContactPreference.channel == "partners", ContactPreference.allowed
    )
    query = Person.select(Person, Organisation).join(Organisation).where(Person.id.in_(once)).order_by(Person.id)
    yield from _allowed(list(query))


def _allowed(people: list[Person]) -> Iterator[tuple[Person, set[str]]]:
    for batch in peewee.chunked(people, BATCH):
        allowed = sharable(batch)
        yield from ((person, allowed[person.id]) for person in batch if allowed[person.id])


def _row(person: Person, by: set[str]) -> dict:
    """What is told of a person."""
    return {
        "name": person.full_name,
        "organisation": person.organisation.name,
        "email": person.email if "email" in by else "",
        "phone": person.phone if "phone" in by else "",
    }


def _keep(kind: str, person: Person, partner: str) -> None:
    seller = COUNTRIES[person.organisation.country].seller_code
    append(kind, seller=seller, subject=f"person:{person.id}", content={"partner": partner})
