"""Rows that stay as they were written: triggers that refuse changes and deletions (clause 4.3)."""

from __future__ import annotations

import peewee


def keep(database, model, changeable: tuple[str, ...] = ()) -> None:
    """Refuse deletion of this table's rows, and changes of all but the `changeable` columns."""
    table = model._meta.table_name
    kept = [name for name in model._meta.columns if name not in changeable]
    real = getattr(database, "obj", None) or database
    sqlite = isinstance(real, peewee.SqliteDatabase)
    for statement in (_sqlite if sqlite else _postgresql)(table, kept):
        database.execute_sql(statement)


def _sqlite(table: str, kept: list[str]) -> list[str]:
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in kept)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: kept as written'); END"
    return [
        f"DROP TRIGGER IF EXISTS {table}_kept_update",
        f"DROP TRIGGER IF EXISTS {table}_kept_delete",
        f"CREATE TRIGGER {table}_kept_update BEFORE UPDATE ON {table} WHEN {changed} {refuse}",
        f"CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} {refuse}",
    ]


def _postgresql(table: str, kept: list[str]) -> list[str]:
    changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in kept)
    return [
        f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{table}: kept as written'; END $$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {table}_kept_update ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_kept_delete ON {table}",
        f"CREATE TRIGGER {table}_kept_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION {table}_kept()",
        f"CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {table}_kept()",
    ]
