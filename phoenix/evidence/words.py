"""Mails sent, messages of forms, papers sent, choices of persons, as the archive keeps them (clauses 4.3, 10.1)."""

from __future__ import annotations

from phoenix.accounts.models import ContactPreference, Organisation, Person
from phoenix.archive.sources import Source
from phoenix.care.models import ContactMessage
from phoenix.evidence.contract import seller_in
from phoenix.files.models import StoredFile
from phoenix.messages.models import Message


def _sent(row: Message) -> list[dict]:
    """A mail that left: its bytes as a file; to whom, in the part that can be erased."""
    content = {
        "row": row.id,
        "kind": row.kind,
        "key": row.key,
        "organisation": row.organisation_id,
        "language": row.language,
        "created_at": row.created_at,
        "sent_at": row.sent_at,
    }
    said = {"subject": f"message:{row.id}", "content": content, "files": [row.raw_sha256]}
    return [{"seller": seller_in(row.country), **said, "detail": {"to": row.to_address, "subject": row.subject}}]


def _received(row: ContactMessage) -> list[dict]:
    """A message of the contact form: a copy of its words, in the part that can be erased."""
    content = {"row": row.id, "topic": row.subject, "language": row.language, "at": row.created_at}
    names = ("name", "organisation_name", "email", "body")
    detail = {name: getattr(row, name) for name in names}
    return [{"seller": seller_in(row.country), "subject": f"contact:{row.id}", "content": content, "detail": detail}]


def _paper(row: StoredFile) -> list[dict]:
    """A paper that somebody sent: its bytes as a file, and its name, hash and sender in the part that can be erased."""
    content = {"row": row.id, "about": f"{row.kind}:{row.number}", "media": row.media, "size": row.size, "at": row.created_at}
    detail = {"name": row.name, "email": row.email, "sha256": row.sha256}
    said = {"subject": f"file:{row.id}", "content": content, "files": [row.store], "detail": detail}
    return [{"seller": seller_in(row.country), **said}]


def _preference(row: ContactPreference) -> list[dict]:
    content = {
        "row": row.id,
        "person": row.person_id,
        "channel": row.channel,
        "allowed": row.allowed,
        "source": row.source,
        "at": row.at,
    }
    seller = seller_in(row.person.organisation.country)
    return [{"seller": seller, "subject": f"person:{row.person_id}", "content": content, "detail": {"address": row.address}}]


def _sent_mails():
    return Message.select().where(Message.sent_at.is_null(False), Message.raw_sha256.is_null(False))


def _preferences():
    joined = ContactPreference.select(ContactPreference, Person, Organisation)
    return joined.join(Person).join(Organisation)


SOURCES = (
    Source("message.sent", _sent_mails, _sent, "sent_at"),
    Source("message.received", ContactMessage.select, _received, "created_at"),
    Source("file.received", StoredFile.select, _paper, "created_at"),
    # Written by accounts/preferences.py itself; here for what was chosen before there was an archive.
    Source("consent.preference", _preferences, _preference, "at", fixed=False),
)
