"""The list of those who want no offers: keyed hashes, so that it names nobody, kept three years (clause 10.1)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from phoenix.accounts.models import Person
from phoenix.accounts.rules import email_key
from phoenix.config import settings
from phoenix.kernel import clock
from phoenix.prospecting.models import Opposition

KEPT = timedelta(days=3 * 365 + 1)
CHANNELS = ("email", "sms", "phone")


def fingerprint(channel: str, value: str) -> str:
    """The hash under which an address or number stands in the list; nobody without the key can look it up."""
    normal = email_key(value) if channel == "email" else "".join(sign for sign in value if sign in "+0123456789")
    return hmac.new(settings().secret_key.encode(), f"opposition:{normal}".encode(), hashlib.sha256).hexdigest()


def reached_at(person: Person, channel: str) -> str:
    """The address or number by which a channel reaches a person; empty when there is none."""
    return person.email if channel == "email" else person.phone


def oppose(channel: str, mark: str, source: str) -> None:
    """Put a fingerprint on the list, or begin its three years anew."""
    changed = {"source": source, "at": clock.now()}
    row = Opposition.insert(channel=channel, fingerprint=mark, **changed)
    row.on_conflict(conflict_target=[Opposition.channel, Opposition.fingerprint], update=changed).execute()


def lift(channel: str, mark: str) -> None:
    """Take a fingerprint off the list: the person asked for offers again."""
    Opposition.delete().where(Opposition.channel == channel, Opposition.fingerprint == mark).execute()


def is_opposed(channel: str, value: str) -> bool:
    """Whether this address or number gets no offers."""
    mine = (Opposition.channel == channel) & (Opposition.fingerprint == fingerprint(channel, value))
    return Opposition.select().where(mine).exists()


def opposed_among(marks: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these (channel, fingerprint) that get no offers, in one query."""
    query = Opposition.select(Opposition.channel, Opposition.fingerprint).where(Opposition.fingerprint << [mark for _, mark in marks])
    return marks & set(query.tuples())


def forget_old() -> int:
    """Take off the list what has stood there for three years; how many."""
    return Opposition.delete().where(Opposition.at < clock.now() - KEPT).execute()
