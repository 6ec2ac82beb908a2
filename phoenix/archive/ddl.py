"""Entries stay as they were written, and a chain never gets shorter, in both databases (clause 4.3)."""

from __future__ import annotations

import peewee

from phoenix.archive.models import ArchiveEntry, ArchiveHead
from phoenix.database_triggers import keep

# One column may be emptied, never rewritten; a head only goes on.
ONLY = (
    ("archive_entry", "detail_emptied", "NEW.detail IS NOT NULL AND OLD.detail IS DISTINCT FROM NEW.detail"),
    ("archive_head", "head_goes_on", "NEW.number <= OLD.number"),
)


def apply(database) -> None:
    """Create the triggers, in the words of the database at hand."""
    keep(database, ArchiveEntry, changeable=("detail",))
    keep(database, ArchiveHead, changeable=("number", "sha256"))
    real = getattr(database, "obj", None) or database
    sqlite = isinstance(real, peewee.SqliteDatabase)
    for table, name, wrong in ONLY:
        for statement in (_sqlite if sqlite else _postgresql)(table, f"{table}_{name}", wrong):
            database.execute_sql(statement)


def _sqlite(table: str, name: str, wrong: str) -> list[str]:
    wrong = wrong.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {wrong} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: kept as written'); END",
    ]


def _postgresql(table: str, name: str, wrong: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({wrong}) EXECUTE FUNCTION {table}_kept()",
        f"DROP TRIGGER IF EXISTS {table}_kept_truncate ON {table}",
        f"CREATE TRIGGER {table}_kept_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
    ]
