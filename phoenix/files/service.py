"""Papers taken in, given out, taken back (clause 4.3).

Bytes lie in the file store behind random ones, so that each file has a name of its own there that its
content does not tell, whoever else has the same: taking one back never takes another's. The SHA-256 of
what was sent is in the row, and in the archive in the part that can be erased.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import IO, NamedTuple

import peewee
from peewee import fn

from phoenix.accounts.models import Organisation, Person
from phoenix.archive import service as archive
from phoenix.config import settings
from phoenix.database import for_update, transaction
from phoenix.files import contents, rules
from phoenix.files.models import StoredFile
from phoenix.files.rules import Refused
from phoenix.gateways import files as store
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.outbox.service import enqueue

EXAMINE, FORGET = "files.examine", "files.forget"


class Subject(NamedTuple):
    """What a file is about: rules.SUBJECTS, its number or reference, its country of sale."""

    kind: str
    number: str
    country: str


class Sender(NamedTuple):
    """Who sends it: an account's person, or an address and its language."""

    organisation: Organisation | None = None
    person: Person | None = None
    email: str = ""
    language: str = "fr"


class Checked(NamedTuple):
    """A file that may be kept: its name as shown, its kind, what it weighs, its hash, where it can be read again."""

    name: str
    kind: str
    size: int
    sha256: str
    stream: IO[bytes]


class NotRemovable(Exception):
    """One of ours has read it, or its bytes are gone already."""


class NotReadable(Exception):
    """It waits for the scanner, or its bytes are gone."""


def check(stream: IO[bytes], name: str | None) -> Checked:
    """Read and recognise one file. Refused, with the name as shown, when it is not taken."""
    stream.seek(0)
    content = stream.read(rules.LARGEST + 1)
    try:
        kind = contents.recognise(content, name or "")
    except Refused as refusal:
        raise Refused(refusal.code, rules.shown_name(name)) from None
    return Checked(rules.shown_name(name, kind), kind, len(content), hashlib.sha256(content).hexdigest(), stream)


def receive_all(checked: Iterable[Checked], about: Subject, sender: Sender) -> list[StoredFile]:
    """Keep several, all or none; as `receive`."""
    with transaction():
        return [receive(each, about, sender) for each in checked]


def receive(checked: Checked, about: Subject, sender: Sender) -> StoredFile:
    """Keep one file, once for its subject however often it is sent; it is looked at by the worker.

    In the caller's transaction or its own. Refused when the subject has no room for it, or when the
    scanner has turned the very same away.
    """
    try:
        with transaction():
            return _same(about, checked) or _receive(checked, about, sender)
    except peewee.IntegrityError:
        if (row := _same(about, checked)) is None:
            raise
        return row


def _same(about: Subject, checked: Checked) -> StoredFile | None:
    mine = (StoredFile.kind == about.kind) & (StoredFile.number == about.number)
    row = StoredFile.get_or_none(mine, StoredFile.sha256 == checked.sha256)
    if row is not None and row.state == rules.INFECTED:
        raise Refused("infected", checked.name)
    return row


def _receive(checked: Checked, about: Subject, sender: Sender) -> StoredFile:
    try:
        rules.check_room(held(about.kind, about.number), checked.size)
    except Refused as refusal:
        raise Refused(refusal.code, checked.name) from None
    row = StoredFile.create(
        **about._asdict(),
        organisation=sender.organisation,
        person=sender.person,
        email=(sender.person.email if sender.person else sender.email).lower(),
        language=sender.language,
        name=checked.name,
        media=checked.kind,
        size=checked.size,
        sha256=checked.sha256,
        store=_stored(checked.stream),
        state=rules.WAITING if settings().clamd_url else rules.UNSCANNED,
        created_at=clock.now(),
    )
    enqueue(EXAMINE, {"file": row.id}, key=f"{EXAMINE}:{row.id}")
    return row


def _stored(stream: IO[bytes]) -> str:
    """Their name in the store, where they are before the row that names them."""
    stream.seek(0)
    return store.put(secrets.token_bytes(rules.SALT) + stream.read(rules.LARGEST + 1))


def held(kind: str, number: str) -> rules.Held:
    """How many files a subject holds, and how much they weigh."""
    mine = (StoredFile.kind == kind) & (StoredFile.number == number) & StoredFile.gone_at.is_null()
    count, size = StoredFile.select(fn.COUNT(StoredFile.id), fn.SUM(StoredFile.size)).where(mine).tuples().get()
    return rules.Held(count, int(size or 0))


def of(kind: str, number: str) -> list[StoredFile]:
    """The files of a subject, the oldest first."""
    return list(StoredFile.select().where(StoredFile.kind == kind, StoredFile.number == number).order_by(StoredFile.id))


def owned(organisation_id: int, key: str) -> StoredFile | None:
    """A file of this organisation; None for another's, and for none (clause 14b)."""
    return StoredFile.get_or_none(StoredFile.key == key, StoredFile.organisation == organisation_id)


def content_of(row: StoredFile) -> bytes:
    """The bytes as they were sent. NotReadable; FileMissing and FileAltered of the store."""
    if row.state not in rules.READABLE:
        raise NotReadable(row.state)
    return bytes_of(row)


def bytes_of(row: StoredFile) -> bytes:
    """The bytes, whatever their state: for the scanner and for their owner's own copy."""
    content = store.get(row.store)[rules.SALT :]
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise store.FileAltered(row.store)
    return content


def read(row: StoredFile) -> bytes:
    """The bytes for one of ours: from now on its sender cannot take it back. NotReadable."""
    content = content_of(row)
    StoredFile.update(read_at=clock.now()).where(StoredFile.id == row.id, StoredFile.read_at.is_null()).execute()
    return content


def remove(row: StoredFile) -> None:
    """Its sender takes it back, before one of ours has opened it. NotRemovable."""
    with transaction():
        row = _locked(row.id)
        if row is None:
            return
        if not rules.removable(row.state, row.read_at is not None):
            raise NotRemovable
        forget([row], "taken back by its sender")
        row.delete_instance()


def destroy(row: StoredFile, state: str = rules.DESTROYED, reason: str = "looked at and destroyed") -> None:
    """The bytes go, the line stays: an identity paper that was looked at, or what the scanner found."""
    with transaction():
        row = _locked(row.id)
        if row is None or row.state in rules.GONE:
            return
        forget([row], reason, details=False)
        StoredFile.update(state=state, gone_at=clock.now()).where(StoredFile.id == row.id).execute()


def settle_bulk(row: StoredFile) -> None:
    """Somebody has looked after papers that were too many."""
    StoredFile.update(bulky="done").where(StoredFile.id == row.id, StoredFile.bulky == "open").execute()


def purge(kind: str, numbers: list[str], reason: str) -> int:
    """Files of subjects whose time is over leave with them; in the caller's transaction, how many (clause 3.3a)."""
    rows = list(StoredFile.select().where(StoredFile.kind == kind, StoredFile.number << list(numbers))) if numbers else []
    return purge_rows(rows, reason)


def purge_rows(rows: list[StoredFile], reason: str) -> int:
    """These files leave, rows and bytes; the archive keeps their lines."""
    forget(rows, reason)
    return StoredFile.delete().where(StoredFile.id << [row.id for row in rows]).execute() if rows else 0


def forget(rows: list[StoredFile], reason: str, details: bool = True) -> None:
    """Bytes leave the store after the commit, again by the worker if that was cut off; the archive says why."""
    for seller in sorted({_seller(row) for row in rows}):
        mine = [row for row in rows if _seller(row) == seller]
        names = [row.store for row in mine if row.state not in rules.GONE]
        archive.erase(seller, subjects=[f"file:{row.id}" for row in mine] if details else (), files=names, reason=reason)
        if names:
            enqueue(FORGET, {"files": names}, key=f"{FORGET}:{names[0]}:{len(names)}")


def forget_bytes(payload: dict) -> None:
    """Outbox handler, safe to repeat: remove bytes from the store."""
    for name in payload["files"]:
        store.forget(name)


def _seller(row: StoredFile) -> str:
    return COUNTRIES[row.country].seller_code


def _locked(row_id: int) -> StoredFile | None:
    return for_update(StoredFile.select().where(StoredFile.id == row_id)).first()
