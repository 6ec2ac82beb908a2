"""Word of a new version of a document to those under contract (clause 2b)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.kernel import clock
from phoenix.kernel.formats import day
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.messages.service import send

KIND = "contracts.document_changed"


def key_of(version: DocumentVersion, person: object) -> str:
    """What makes it one mail for each version and person."""
    return f"{KIND}:{version.id}:{person}"


def document_changed(version: DocumentVersion, person: Person, organisation: Organisation) -> None:
    """Owe the mail, in the person's language, with the addresses of the text and of the comparison."""
    send(
        kind=KIND,
        to=person.email,
        language=person.language,
        country=organisation.country,
        context={
            "name": person.full_name,
            "organisation": organisation.name,
            "title": legal.title_of(version, person.language),
            "code": version.document.code,
            "number": version.number,
            "day": day(version.in_force_on.isoformat(), person.language),
            "announced": version.in_force_on > clock.today(legal.LEGAL_ZONE),
            "binding": version.document.kind != "information",
        },
        key=key_of(version, person.id),
        organisation_id=organisation.id,
    )
