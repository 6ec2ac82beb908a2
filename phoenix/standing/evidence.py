"""What this room keeps in the archive: facts without names, words of people as details (clause 4.3)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation
from phoenix.archive import service as archive
from phoenix.kernel.markets import COUNTRIES


def keep(kind: str, organisation: Organisation, content: dict, detail: dict | None = None, subject: str = "") -> None:
    """Keep one step in the seller's chain, in the caller's transaction."""
    archive.append(
        kind,
        seller=COUNTRIES[organisation.country].seller_code,
        subject=subject or f"organisation:{organisation.id}",
        content={"organisation": organisation.id, **content},
        detail=detail,
    )


def subject_of(organisation: Organisation) -> str:
    """How the staff's log names a customer."""
    return f"organisation:{organisation.reference}"
