"""Rows that stay as they were written: triggers that refuse changes and deletions (clause 4.3).

What the law lets go after its time leaves by one door: a purge names the very rows in
`purge_door`, inside its transaction, and takes the names back before it ends. Nobody else ever
sees the door open. Tables that never lose a row are kept without a door.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import peewee

from phoenix.database import Model
from phoenix.database import database as shop_database


class PurgeDoor(Model):
    """A row that the present transaction may empty or delete; the table is empty outside of purges."""

    rows_of = peewee.CharField()
    row_id = peewee.BigIntegerField()

    class Meta:
        table_name = "purge_door"
        indexes = ((("rows_of", "row_id"), True),)


@contextmanager
def purging(model: type[Model], ids: Sequence[int]) -> Iterator[None]:
    """Within this block these rows may be emptied or deleted; only inside a transaction (clause 3.3a)."""
    if not shop_database.in_transaction():
        raise RuntimeError("rows leave in a transaction only")
    table = model._meta.table_name
    rows = [{"rows_of": table, "row_id": row_id} for row_id in ids]
    for start in range(0, len(rows), 200):
        PurgeDoor.insert_many(rows[start : start + 200]).execute()
    yield
    PurgeDoor.delete().where(PurgeDoor.rows_of == table).execute()


def open_for(table: str, row: str = "OLD.id") -> str:
    """SQL: whether the door is open for this row of `table`."""
    return f"EXISTS (SELECT 1 FROM purge_door WHERE rows_of = '{table}' AND row_id = {row})"


def keep(database, model, changeable: tuple[str, ...] = (), purgeable: bool = False) -> None:
    """Refuse deletion of this table's rows, and changes of all but the `changeable` columns.

    `purgeable` rows may leave after their time, through `purging`.
    """
    table = model._meta.table_name
    kept = [name for name in model._meta.columns if name not in changeable]
    real = getattr(database, "obj", None) or database
    sqlite = isinstance(real, peewee.SqliteDatabase)
    for statement in (_sqlite if sqlite else _postgresql)(table, kept, purgeable):
        database.execute_sql(statement)


def _sqlite(table: str, kept: list[str], purgeable: bool) -> list[str]:
    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in kept)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: kept as written'); END"
    door = f"NOT {open_for(table)}" if purgeable else "1"
    return [
        f"DROP TRIGGER IF EXISTS {table}_kept_update",
        f"DROP TRIGGER IF EXISTS {table}_kept_delete",
        f"CREATE TRIGGER {table}_kept_update BEFORE UPDATE ON {table} WHEN ({changed}) AND {door} {refuse}",
        f"CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} WHEN {door} {refuse}",
    ]


def _postgresql(table: str, kept: list[str], purgeable: bool) -> list[str]:
    changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in kept)
    return [
        f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger AS $$ BEGIN "
        f"{_let_through(table) if purgeable else ''}"
        f"RAISE EXCEPTION '{table}: kept as written'; END $$ LANGUAGE plpgsql",
        f"DROP TRIGGER IF EXISTS {table}_kept_update ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_kept_delete ON {table}",
        f"CREATE TRIGGER {table}_kept_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION {table}_kept()",
        f"CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {table}_kept()",
    ]


def _let_through(table: str) -> str:
    """PL/pgSQL: a row named in the door passes, whatever happens to it."""
    return (
        f"IF TG_OP = 'DELETE' AND {open_for(table)} THEN RETURN OLD; END IF; "
        f"IF TG_OP = 'UPDATE' AND {open_for(table)} THEN RETURN NEW; END IF; "
    )
