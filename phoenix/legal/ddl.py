"""Published versions and acceptances stay as they were written (clauses 2b, 2e, 4.3)."""

from __future__ import annotations

from phoenix.database_triggers import keep
from phoenix.legal.models import Acceptance, DocumentVersion


def apply(database) -> None:
    """Create the triggers on both tables."""
    keep(database, DocumentVersion)
    keep(database, Acceptance)
