"""What this room keeps in the archive: facts without names, words of people as details (clause 4.3)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation
from phoenix.archive import service as archive
from phoenix.kernel.markets import COUNTRIES


KIND_OF_SUBJECT = "notice"


def keep(kind: str, organisation: Organisation, content: dict, detail: dict | None = None, subject: str = "") -> None:
    """Keep one step in the seller's chain, in the caller's transaction."""
    archive.append(
        kind,
        seller=COUNTRIES[organisation.country].seller_code,
        subject=subject or subject_in_archive(organisation),
        content={"organisation": organisation.id, **content},
        detail=detail,
    )


def subject_in_archive(organisation: Organisation) -> str:
    """How the archive names a customer: by what stays when the reference goes."""
    return f"organisation:{organisation.id}"


def subject_of(organisation: Organisation) -> str:
    """How the staff's log names a customer."""
    return f"organisation:{organisation.reference}"
