"""Triggers that keep published versions and acceptances as they were written (clauses 2b, 4.3)."""

from __future__ import annotations

import peewee

KEPT = ("document_version", "acceptance")


def apply(database) -> None:
    """Create the triggers, in the words of the database at hand."""
    statements = _sqlite if isinstance(_real(database), peewee.SqliteDatabase) else _postgres
    for table in KEPT:
        for statement in statements(table):
            database.execute_sql(statement)


def _real(database):
    return getattr(database, "obj", None) or database


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are kept as written'); END"
        for verb in ("update", "delete")
    ]


def _postgres(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{table} rows are kept as written'; END $$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {table}_kept ON {table}",
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
    ]
