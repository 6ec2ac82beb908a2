"""Mails of this room: a request received, extended, answered; an account erased, or idle too long (clause 9.3)."""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Organisation, Person
from phoenix.kernel.formats import day
from phoenix.messages.service import send
from phoenix.privacy.models import DataRequest


def received(row: DataRequest) -> None:
    """Owe the acknowledgement: what was asked, under which reference, answered by when."""
    context = {
        **_named(row),
        "uses": row.uses,
        "state": row.state,
        "runs_on": _day(row.runs_on, row),
        "identity": row.identity_asked_on is not None and row.identity_checked_on is None,
    }
    _owe("privacy.received", row, context, f"privacy.received:{row.reference}")


def extended(row: DataRequest, reason: str) -> None:
    """Owe the notice that the answer takes two more months, and why."""
    _owe("privacy.extended", row, {**_named(row), "reason": reason}, f"privacy.extended:{row.reference}")


def closed(row: DataRequest) -> None:
    """Owe the answer: done, refused with its reason, or taken back."""
    context = {**_named(row), "state": row.state, "answer": row.answer}
    _owe("privacy.closed", row, context, f"privacy.closed:{row.reference}")


def blocked(row: DataRequest) -> None:
    """Owe the word that an erasure waits for contracts to end or sums to be paid (clause 3.3b)."""
    _owe("privacy.blocked", row, _named(row), f"privacy.blocked:{row.reference}")


def erased(person: Person, key: str, kept: bool) -> None:
    """Owe the last word: the account is erased, `key` names its documents; `kept`: sums remain due."""
    organisation = person.organisation
    send(
        kind="privacy.erased",
        to=person.email,
        language=person.language,
        country=organisation.country,
        context={"name": person.full_name, "key": key, "kept": kept},
        key=f"privacy.erased:{key}:{person.id}",
        organisation_id=organisation.id,
    )


def idle(person: Person, organisation: Organisation, deleted_on: date) -> None:
    """Owe the warning that an account without any sign for two years will be deleted."""
    send(
        kind="privacy.idle",
        to=person.email,
        language=person.language,
        country=organisation.country,
        context={"name": person.full_name, "day": day(deleted_on.isoformat(), person.language)},
        key=f"privacy.idle:{organisation.id}:{person.id}:{deleted_on.isoformat()}",
        organisation_id=organisation.id,
    )


def _named(row: DataRequest) -> dict:
    return {
        "name": row.name,
        "reference": row.reference,
        "kind": row.kind,
        "received_on": _day(row.received_on, row),
        "due_on": _day(row.due_on, row),
        "account": row.person_id is not None,
    }


def _day(value: date | None, row: DataRequest) -> str:
    return day(value.isoformat(), row.language) if value else ""


def _owe(kind: str, row: DataRequest, context: dict, key: str) -> None:
    send(
        kind=kind,
        to=row.email,
        language=row.language,
        country=row.country,
        context=context,
        key=key,
        organisation_id=row.organisation_id,
    )
