"""Published versions and acceptances stay as they were written (clauses 2b, 4.3)."""

from phoenix.database_triggers import keep
from phoenix.legal.models import Acceptance, DocumentVersion


def apply(database) -> None:
    """Create the triggers, in the words of the database at hand."""
    keep(database, DocumentVersion)
    keep(database, Acceptance, purgeable=True)
