"""What is asked again, and what stands already: documents beside what an organisation accepted before (2c, 2e)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import peewee

from phoenix.kernel.values import frozen
from phoenix.legal import service
from phoenix.legal.models import Acceptance, DocumentVersion


@frozen
class Asked:
    """A document beside the last click. `ticked`: it has a box of its own to tick.

    `accepted_at` says when this very version was accepted before; `earlier` is the number of the
    version accepted before this one, where the text has changed since.
    """

    id: int
    code: str
    number: int
    title: str
    in_force_on: date
    ticked: bool = True
    accepted_at: datetime | None = None
    earlier: int | None = None


def asked(versions: Iterable[DocumentVersion], organisation_id: int, language: str) -> list[Asked]:
    """These versions as one customer meets them: the terms of sale have their box with every order
    (clause 4.1b), every other document only until its text was accepted; the terms come first."""
    versions = list(versions)
    known = accepted_before(versions, organisation_id)
    return [_asked(version, known, language) for version in versions]


def accepted_before(
    versions: list[DocumentVersion], organisation_id: int
) -> dict[int, dict[int, datetime]]:
    """Document → number of a version that the organisation accepted → when last; one query."""
    found: dict[int, dict[int, datetime]] = {}
    rows = (
        Acceptance.select(
            DocumentVersion.document, DocumentVersion.number, peewee.fn.MAX(Acceptance.at).alias("at")
        )
        .join(DocumentVersion)
        .where(Acceptance.organisation_id == organisation_id)
        .where(DocumentVersion.document << [version.document_id for version in versions])
        .group_by(DocumentVersion.document, DocumentVersion.number)
    )
    for document, number, at in rows.tuples():
        found.setdefault(document, {})[number] = Acceptance.at.python_value(at)
    return found


def _asked(version: DocumentVersion, known: dict, language: str) -> Asked:
    accepted = known.get(version.document_id, {})
    at = accepted.get(version.number)
    others = [number for number in accepted if number != version.number]
    return Asked(
        id=version.id,
        code=version.document.code,
        number=version.number,
        title=service.title_of(version, language),
        in_force_on=version.in_force_on,
        ticked=at is None or version.document.code == service.TERMS,
        accepted_at=at,
        earlier=max(others, default=None) if at is None else None,
    )
