"""Changing what an account says of its organisation and representative, and the log of it (3.1d)."""

from __future__ import annotations

import secrets

from peewee import JOIN, IntegrityError

from phoenix.accounts import guarding, links, mails, rules
from phoenix.accounts.links import NEW_EMAIL, DeadLink
from phoenix.accounts.models import Organisation, Person, ProfileChange
from phoenix.accounts.session import Visit
from phoenix.accounts.signing_up import username_taken
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.outbox.service import enqueue

NEW_EMAIL_LETTER = "accounts.new_email"
ORGANISATION_LOG_NAMES = {"phone": "organisation_phone"}
UNLOGGED = ("kind", "vat_territory")


class Unavailable(Exception):
    """The username cannot be had."""


def change_organisation(person: Person, values: dict, visit: Visit) -> list[str]:
    """Write what differs, log it; the fields changed."""
    organisation = person.organisation
    changes = _differences(organisation, values)
    if changes:
        with transaction():
            Organisation.update(**{name: values[name] for name in changes}).where(
                Organisation.id == organisation.id
            ).execute()
            logged = {
                ORGANISATION_LOG_NAMES.get(name, name): pair
                for name, pair in changes.items()
                if name not in UNLOGGED
            }
            record(person, logged, visit)
    return list(changes)


def change_representative(person: Person, values: dict, visit: Visit) -> list[str]:
    """Write what differs of names, post, phone and language, log it; the fields changed."""
    changes = _differences(person, values)
    if changes:
        with transaction():
            Person.update(**{name: values[name] for name in changes}).where(Person.id == person.id).execute()
            record(person, changes, visit)
    return list(changes)


def change_username(person: Person, name: str, visit: Visit) -> None:
    """Take another username; Unavailable when it is another's.

    One word for every refusal, and few tries a day: a customer cannot draw a list of users.
    """
    if name == person.username:
        return
    own = rules.username_key(name) == person.username_key
    attempt = guarding.begin_attempt(guarding.USERNAME, guarding.account_key(person, ""), visit, person)
    with transaction():
        if not own and username_taken(name):
            raise Unavailable()
        _take(person, Unavailable, username=name, username_key=rules.username_key(name))
        guarding.succeeded(attempt)
        record(person, {"username": (person.username, name)}, visit)


def ask_for_new_email(person: Person, email: str, visit: Visit) -> None:
    """Owe a link to the new address; the old one holds until the new one is proven."""
    guarding.ask_for_mail(email, visit)
    with transaction():
        payload = {"person": person.id, "email": email}
        enqueue(NEW_EMAIL_LETTER, payload, key=f"new-email:{secrets.token_hex(8)}")


def new_email_letter(payload: dict) -> None:
    """Outbox handler: mail the link, or tell the owner of that address that somebody tried."""
    person = Person.get_by_id(payload["person"])
    owner = Person.get_or_none(Person.email_key == rules.email_key(payload["email"]))
    if owner and owner.id != person.id:
        mails.already_used(owner)
    else:
        mails.confirm_new_address(person, payload["email"], new_email_token(person, payload["email"]))


def new_email_token(person: Person, email: str) -> str:
    """A link's token that dies with the address it replaces."""
    payload = {"person": person.id, "old": person.email_key, "new": email}
    return links.sign(settings().secret_key, NEW_EMAIL, payload)


def email_of_link(person: Person, token: str) -> str:
    """The address that the link proves; DeadLink when used, too old or someone else's."""
    payload = links.read(settings().secret_key, NEW_EMAIL, token)
    if payload["person"] != person.id or payload["old"] != person.email_key:
        raise DeadLink()
    return payload["new"]


def change_email(person: Person, token: str, visit: Visit) -> None:
    """Take the address that the link proves; the old one is told. DeadLink when it is taken."""
    email = email_of_link(person, token)
    with transaction():
        taken = (Person.email_key == rules.email_key(email)) & (Person.id != person.id)
        if Person.select().where(taken).exists():
            raise DeadLink()
        _take(person, DeadLink, email=email, email_key=rules.email_key(email), email_confirmed_at=clock.now())
        record(person, {"email": (person.email, email)}, visit)
        mails.address_changed(person, email)


def _take(person: Person, refusal: type[Exception], **values) -> None:
    """Write what only one person may have; `refusal` when another took it at this very moment."""
    try:
        with transaction():
            Person.update(**values).where(Person.id == person.id).execute()
    except IntegrityError:
        raise refusal() from None


def record(person: Person, changes: dict[str, tuple], visit: Visit) -> None:
    """Add one log row per datum changed, in the caller's transaction (clause 3.1d)."""
    for field, (old, new) in changes.items():
        ProfileChange.create(
            organisation=person.organisation_id,
            person=person,
            field=field,
            old=old or "",
            new=new or "",
            address=visit.address,
            at=clock.now(),
        )


def log_of(organisation_id: int):
    """The log of an organisation as a query, the latest first."""
    mine = ProfileChange.select(ProfileChange, Person).join(Person, JOIN.LEFT_OUTER)
    return mine.where(ProfileChange.organisation == organisation_id).order_by(
        ProfileChange.at.desc(), ProfileChange.id.desc()
    )


def _differences(row, values: dict) -> dict[str, tuple]:
    return {
        name: (getattr(row, name), value)
        for name, value in values.items()
        if (getattr(row, name) or "") != (value or "")
    }
