"""Requests about personal data: asked for, acknowledged, extended, answered, each with its clock (clause 9.3)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import peewee

from phoenix.accounts import preferences
from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.session import Visit
from phoenix.config import settings
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.privacy import mails, rules, uses
from phoenix.privacy.models import CANCELLED, DONE, OPEN, REFUSED, DataRequest, DataRequestEvent
from phoenix.prospecting import opposition

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
STOPPED_CHANNELS = {
    uses.PROSPECTING: ("email", "sms", "phone"),
    uses.PARTNERS: ("partners",),
    uses.PROFILING: ("profiling",),
}
ORIGINS = {rules.OBJECTION: uses.OBJECTION, rules.RESTRICTION: uses.RESTRICTION}


class NotAllowed(Exception):
    """The request does not allow this now; `reason` is "closed", "late", "extended", "identity" or "unneeded"."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class Asked(NamedTuple):
    """What is asked, as a form says it; `key` makes a form sent twice one request."""

    kind: str
    key: str
    body: str = ""
    uses: tuple[str, ...] = ()


class Writer(NamedTuple):
    """Somebody who wrote by mail or telephone, as staff enter it; `person` where the address has an account."""

    name: str
    email: str
    language: str
    country: str
    channel: str
    received_on: date
    doubted: bool  # reasonable doubt about who writes: proof of identity is asked for
    person: Person | None = None


def ask(person: Person, asked: Asked, visit: Visit) -> DataRequest:
    """Take a request made in My Account: acknowledged at once, and done at once where software can.

    Objection and restriction stop the uses they name from now on; a copy is done by its download; an
    erasure waits seven days, in which it can be taken back.
    """
    today = _today(person.organisation.country)
    values = {
        "person": person,
        "organisation": person.organisation_id,
        "name": person.full_name,
        "email": person.email,
        "language": person.language,
        "country": person.organisation.country,
        "runs_on": rules.erased_on(today) if asked.kind == rules.ERASURE else None,
    }
    with transaction():
        # Two clicks, or two tabs: the second finds the first's row once it is there.
        list(for_update(Organisation.select(Organisation.id).where(Organisation.id == person.organisation_id)))
        known = _already(person, asked)
        if known is not None:
            return known
        row = _write(asked, today, values)
        _stop_uses(person, row, visit)
        if asked.kind in rules.DOWNLOADED or (asked.kind == rules.OBJECTION and not asked.body):
            _close(row, DONE, "")
        mails.received(row)
    return row


def enter(writer: Writer, asked: Asked, by: str) -> DataRequest:
    """Enter a request that came by mail, post or telephone: its month began the day it came."""
    values = {
        "person": writer.person,
        "organisation": writer.person.organisation_id if writer.person else None,
        "name": writer.name,
        "email": writer.email,
        "language": writer.language,
        "country": writer.country,
        "channel": writer.channel,
        "identity_asked_on": _today(writer.country) if writer.doubted else None,
    }
    with transaction():
        known = DataRequest.get_or_none(DataRequest.key == asked.key)
        if known is not None:
            return known
        row = _write(asked, writer.received_on, values, by)
        if writer.person is not None and not writer.doubted:
            _stop_uses(writer.person, row, Visit("", ""))
        mails.received(row)
    return row


def cancel(row: DataRequest) -> DataRequest:
    """The person takes a request back while it is open; a restriction it asked for is lifted."""

    def lift(fresh: DataRequest) -> None:
        if fresh.person_id and fresh.kind in ORIGINS:
            uses.lift(fresh.person_id, fresh.uses, ORIGINS[fresh.kind])

    return _closed(row, CANCELLED, "", "", lift)


def lift_restriction(person: Person, use: str) -> int:
    """The person allows again a use that they had restricted; how many rows it concerned."""
    return uses.lift(person, [use], uses.RESTRICTION)


def identity_checked(row: DataRequest, by: str) -> DataRequest:
    """The proof was seen, and the paper destroyed: only the day is kept. What waited for it takes effect."""
    with transaction():
        fresh = _open(row)
        if fresh.identity_asked_on is None or fresh.identity_checked_on is not None:
            raise NotAllowed("unneeded")
        fresh.identity_checked_on = _today(fresh.country)
        fresh.save(only=[DataRequest.identity_checked_on])
        _note(fresh, "identity", by=by)
        if fresh.person_id:
            _stop_uses(fresh.person, fresh, Visit("", ""))
    return fresh


def extend(row: DataRequest, reason: str, by: str) -> DataRequest:
    """Two more months, with word and reason to the person inside the first month; NotAllowed afterwards."""
    with transaction():
        fresh = _open(row)
        if fresh.extended_at is not None:
            raise NotAllowed("extended")
        if not rules.may_extend(fresh.received_on, _today(fresh.country), False):
            raise NotAllowed("late")
        fresh.extended_at, fresh.due_on = clock.now(), rules.extended_due_on(fresh.received_on)
        fresh.save(only=[DataRequest.extended_at, DataRequest.due_on])
        _note(fresh, "extended", reason, by)
        mails.extended(fresh, reason)
    return fresh


def complete(row: DataRequest, answer: str, by: str) -> DataRequest:
    """The request is done, and the person told how; NotAllowed("identity") while proof is awaited."""
    return _closed(row, DONE, answer, by, _identified)


def refuse(row: DataRequest, reason: str, by: str) -> DataRequest:
    """The request is refused, and the person told why and where to complain."""
    return _closed(row, REFUSED, reason, by, lambda fresh: None)


def _closed(row: DataRequest, state: str, answer: str, by: str, before: Callable) -> DataRequest:
    with transaction():
        fresh = _open(row)
        before(fresh)
        _close(fresh, state, answer, by)
        mails.closed(fresh)
    return fresh


def _identified(row: DataRequest) -> None:
    if row.identity_asked_on is not None and row.identity_checked_on is None:
        raise NotAllowed("identity")


def of_account(organisation_id: int) -> list[DataRequest]:
    """The account's requests, the newest first."""
    mine = DataRequest.select().where(DataRequest.organisation == organisation_id)
    return list(mine.order_by(DataRequest.id.desc()))


def own(organisation_id: int, reference: str) -> DataRequest | None:
    """A request of this account, or None."""
    return DataRequest.get_or_none(DataRequest.organisation == organisation_id, DataRequest.reference == reference)


def history(row: DataRequest) -> list[DataRequestEvent]:
    """The steps of a request, the oldest first."""
    return list(row.events.order_by(DataRequestEvent.id))


def waiting() -> peewee.ModelSelect:
    """The open requests, those with the least time left first."""
    return DataRequest.select().where(DataRequest.state == OPEN).order_by(DataRequest.due_on, DataRequest.id)


def hash_of(email: str) -> str:
    """What proves that an address asked, once the address itself is gone."""
    key = settings().secret_key.encode()
    return hmac.new(key, email.strip().lower().encode(), hashlib.sha256).hexdigest()


def close_as_done(row: DataRequest, answer: str = "", by: str = "") -> None:
    """Close without a mail of its own: in the caller's transaction, which tells the person itself."""
    _close(row, DONE, answer, by)


def note(row: DataRequest, kind: str, text: str = "", by: str = "") -> None:
    """Write a step down, in the caller's transaction."""
    _note(row, kind, text, by)


def open_row(row: DataRequest) -> DataRequest:
    """The row as it is now, locked; NotAllowed("closed") when it is not open any more."""
    return _open(row)


def _already(person: Person, asked: Asked) -> DataRequest | None:
    """The same form sent twice; or a second erasure while one waits."""
    known = DataRequest.get_or_none(DataRequest.key == asked.key, DataRequest.organisation == person.organisation_id)
    if known is None and asked.kind == rules.ERASURE:
        known = DataRequest.get_or_none(
            DataRequest.organisation == person.organisation_id,
            DataRequest.kind == rules.ERASURE,
            DataRequest.state == OPEN,
        )
    return known


def _write(asked: Asked, received_on: date, values: dict, by: str = "") -> DataRequest:
    row = DataRequest.create(
        reference="D-" + "".join(secrets.choice(LETTERS) for _ in range(8)),
        key=asked.key,
        kind=asked.kind,
        uses=list(asked.uses),
        body=asked.body,
        received_at=clock.now(),
        received_on=received_on,
        due_on=rules.due_on(received_on),
        email_hash=hash_of(values["email"]),
        **values,
    )
    _note(row, "received", by=by)
    return row


def _stop_uses(person: Person, row: DataRequest, visit: Visit) -> None:
    """What is named stops now; an objection also takes the person's consent back, channel by channel."""
    if row.kind not in ORIGINS:
        return
    uses.restrict(person, row.uses, ORIGINS[row.kind])
    if row.kind == rules.OBJECTION:
        ended = [channel for use in row.uses for channel in STOPPED_CHANNELS.get(use, ())]
        preferences.choose(person, dict.fromkeys(ended, False), "objection", visit)
        if uses.PROSPECTING in row.uses:
            oppose_for_good(person)


def oppose_for_good(person: Person) -> None:
    """Put every address and number of the person on the opposition list, which outlives the account (clause 10.1)."""
    for channel in opposition.CHANNELS:
        if value := opposition.reached_at(person, channel):
            opposition.oppose(channel, opposition.fingerprint(channel, value), "objection")


def _close(row: DataRequest, state: str, answer: str, by: str = "") -> None:
    row.state, row.answer, row.closed_at = state, answer, clock.now()
    row.save(only=[DataRequest.state, DataRequest.answer, DataRequest.closed_at])
    _note(row, state, answer, by)


def _note(row: DataRequest, kind: str, text: str = "", by: str = "") -> None:
    DataRequestEvent.create(request=row, kind=kind, note=text, by=by, at=clock.now())


def _open(row: DataRequest) -> DataRequest:
    fresh = for_update(DataRequest.select().where(DataRequest.id == row.id)).get()
    if fresh.state != OPEN:
        raise NotAllowed("closed")
    return fresh


def _today(country: str) -> date:
    return clock.today(COUNTRIES[country].timezone)
