"""What this room keeps in the archive: facts without names, words of people as details (clause 4.3)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation
from phoenix.archive import service as archive
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS


def keep(kind: str, organisation: Organisation, content: dict, detail: dict | None = None) -> None:
    """Keep one step in the seller's chain, in the caller's transaction."""
    archive.append(
        f"partner.{kind}",
        seller=COUNTRIES[organisation.country].seller_code,
        subject=in_archive(organisation.id),
        content={"organisation": organisation.id, **content},
        detail=detail,
    )


def in_archive(organisation_id: int) -> str:
    """How the archive names a partnership: apart from the account's own lines, for it has its own time of keeping."""
    return f"partner:{organisation_id}"


def keep_rate(scope: str, organisation: Organisation | None, content: dict, by: str) -> None:
    """Keep a rate as it was set: in the chain of its organisation's seller, or of every seller for a level."""
    if organisation is not None:
        keep("rate", organisation, content, {"by": by})
        return
    for seller in SELLERS:
        archive.append("partner.rate", seller=seller, subject=scope, content=content, detail={"by": by})


def subject_of(organisation: Organisation) -> str:
    """How the staff's log names a customer."""
    return f"organisation:{organisation.reference}"
