"""Passing telephone and e-mail on to a partner: consenters only, written down, ended with the consent (clause 10.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from phoenix.accounts.models import ContactPreference, Organisation, Person
from phoenix.archive.service import append
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.prospecting.models import PartnerShare
from phoenix.prospecting.service import may_share


KEPT = timedelta(days=365)


def share(partner: str) -> list[dict]:
    """What a partner may be given now, a row for each consenter; that they were given is kept with its date."""
    with transaction():
        rows = [(person, row) for person in _consenters() if (row := _row(person))]
        for person, given in rows:
            known = {"name": given["name"], "email": person.email, "at": clock.now(), "withdrawal_told_at": None}
            share_row = PartnerShare.insert(person=person, partner=partner, **known)
            unique = [PartnerShare.person, PartnerShare.partner]
            share_row.on_conflict(conflict_target=unique, update=known).execute()
            seller = COUNTRIES[person.organisation.country].seller_code
            append("consent.shared", seller=seller, subject=f"person:{person.id}", content={"partner": partner})
    return [row for _person, row in rows]


def withdrawn(partner: str) -> list[dict]:
    """Whom a partner was given and must delete: consent was withdrawn since. Told once."""
    with transaction():
        given = PartnerShare.select(PartnerShare, Person, Organisation).join(Person).join(Organisation)
        mine = given.where(PartnerShare.partner == partner, PartnerShare.withdrawal_told_at.is_null())
        ended = [share for share in mine if not _row(share.person)]
        told = {"withdrawal_told_at": clock.now(), "name": "", "email": ""}
        PartnerShare.update(**told).where(PartnerShare.id.in_([share.id for share in ended])).execute()
    return [{"name": share.name, "email": share.email} for share in ended]


def shares_of(person: Person) -> list[PartnerShare]:
    """To whom a person was passed on, the last first."""
    return list(PartnerShare.select().where(PartnerShare.person == person).order_by(PartnerShare.at.desc()))


def forget_old() -> int:
    """Delete what a partner was told to delete a year ago; how many rows."""
    return PartnerShare.delete().where(PartnerShare.withdrawal_told_at < clock.now() - KEPT).execute()


def _consenters() -> Iterator[Person]:
    once = ContactPreference.select(ContactPreference.person).where(
        ContactPreference.channel == "partners", ContactPreference.allowed
    )
    return Person.select(Person, Organisation).join(Organisation).where(Person.id.in_(once)).order_by(Person.id)


def _row(person: Person) -> dict | None:
    """What may be told of a person; None when nothing may."""
    by = {channel: may_share(person, channel) for channel in ("email", "phone")}
    if not any(by.values()):
        return None
    return {
        "name": person.full_name,
        "organisation": person.organisation.name,
        "email": person.email if by["email"] else "",
        "phone": person.phone if by["phone"] else "",
    }
