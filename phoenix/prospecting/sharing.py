"""Passing telephone and e-mail on to a partner: consenters only, written down, ended with the consent (clause 10.2)."""

from __future__ import annotations

from collections.abc import Iterator

from phoenix.accounts.models import ContactPreference, Organisation, Person
from phoenix.archive.service import append
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.prospecting.models import PartnerShare
from phoenix.prospecting.service import may_share



def share(partner: str) -> list[dict]:
    """What a partner may be given now, a row for each consenter; that they were given is kept with its date."""
    with transaction():
        rows = [(person, row) for person in _consenters() if (row := _row(person))]
        for person, _row_given in rows:
            values = {"person": person, "partner": partner, "at": clock.now()}
            again = {PartnerShare.at: clock.now(), PartnerShare.withdrawal_told_at: None}
            unique = [PartnerShare.person, PartnerShare.partner]
            PartnerShare.insert(**values).on_conflict(conflict_target=unique, update=again).execute()
            seller = COUNTRIES[person.organisation.country].seller_code
            append("consent.shared", seller=seller, subject=f"person:{person.id}", content={"partner": partner})
    return [row for _person, row in rows]


def withdrawn(partner: str) -> list[dict]:
    """Whom a partner was given and must delete: consent was withdrawn since. Told once."""
    with transaction():
        given = PartnerShare.select(PartnerShare, Person, Organisation).join(Person).join(Organisation)
        mine = given.where(PartnerShare.partner == partner, PartnerShare.withdrawal_told_at.is_null())
        ended = [share for share in mine if not _row(share.person)]
        ids = [share.id for share in ended]
        PartnerShare.update(withdrawal_told_at=clock.now()).where(PartnerShare.id.in_(ids)).execute()
    return [{"name": share.person.full_name, "email": share.person.email} for share in ended]


def shares_of(person: Person) -> list[PartnerShare]:
    """To whom a person was passed on, the last first."""
    return list(PartnerShare.select().where(PartnerShare.person == person).order_by(PartnerShare.at.desc()))


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
