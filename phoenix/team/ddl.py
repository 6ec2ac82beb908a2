"""What the staff did stays as it was written (clause 4.3)."""

from phoenix.database_triggers import keep
from phoenix.team.models import StaffAct


def apply(database) -> None:
    """Create the triggers, in the words of the database at hand."""
    keep(database, StaffAct)
