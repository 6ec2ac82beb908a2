"""Triggers that keep confirmed orders as they were agreed, in both databases (clause 4.1f)."""

from __future__ import annotations

import peewee

from phoenix.database_triggers import open_for

TABLE = "customer_order"
KEPT = (
    "number", "key", "organisation_id", "person_id", "seller_code", "country", "currency",
    "net", "vat", "gross", "facts", "purchase_reference", "created_at", "previous_id",
    "superseded_by_id", "cart_id", "cart_round", "quote_number", "quote_version", "held_until",
)  # fmt: skip
KEPT_SQL = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)
CHANGED = f"OLD.state <> 'prepared' AND ({KEPT_SQL} OR NEW.state = 'prepared')"
SHUT = f"NOT {open_for(TABLE)}"
LINE_SHUT = f"NOT {open_for('order_line')}"


def apply(database) -> None:
    """Create the triggers, in the words of the database at hand."""
    real = getattr(database, "obj", None) or database
    statements = _sqlite() if isinstance(real, peewee.SqliteDatabase) else _postgres()
    for statement in statements:
        database.execute_sql(statement)


def _sqlite() -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'orders are kept as they were agreed'); END"
    changed = CHANGED.replace("IS DISTINCT FROM", "IS NOT")
    names = ("order_kept", "order_stays", *(f"order_line_no_{verb}" for verb in ("insert", "update", "delete")))
    return [
        *(f"DROP TRIGGER IF EXISTS {name}" for name in names),
        f"CREATE TRIGGER order_kept BEFORE UPDATE ON {TABLE} WHEN {changed} AND {SHUT} {refuse}",
        f"CREATE TRIGGER order_stays BEFORE DELETE ON {TABLE} "
        f"WHEN OLD.state <> 'prepared' AND {SHUT} {refuse}",
        *(
            f"CREATE TRIGGER order_line_no_{verb.lower()} BEFORE {verb} ON order_line "
            f"WHEN (SELECT state FROM {TABLE} WHERE id = {row}.order_id) <> 'prepared' AND {door} {refuse}"
            for verb, row, door in (("INSERT", "NEW", "1"), ("UPDATE", "OLD", LINE_SHUT), ("DELETE", "OLD", LINE_SHUT))
        ),
    ]


def _postgres() -> list[str]:
    refuse = "RAISE EXCEPTION 'orders are kept as they were agreed';"
    return [
        f"""CREATE OR REPLACE FUNCTION order_kept() RETURNS trigger AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN
          IF OLD.state <> 'prepared' AND {SHUT} THEN {refuse} END IF;
          RETURN OLD;
        END IF;
        IF {CHANGED} AND {SHUT} THEN {refuse} END IF;
        RETURN NEW; END $$ LANGUAGE plpgsql""",
        f"""CREATE OR REPLACE FUNCTION order_line_kept() RETURNS trigger AS $$ BEGIN
        IF TG_OP = 'INSERT' THEN
          IF (SELECT state FROM {TABLE} WHERE id = NEW.order_id) <> 'prepared' THEN {refuse} END IF;
          RETURN NEW;
        END IF;
        IF (SELECT state FROM {TABLE} WHERE id = OLD.order_id) <> 'prepared' AND {LINE_SHUT} THEN {refuse} END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW; END $$ LANGUAGE plpgsql""",
        *_attach("order_kept", TABLE, "UPDATE OR DELETE"),
        *_attach("order_line_kept", "order_line", "INSERT OR UPDATE OR DELETE"),
    ]


def _attach(function: str, table: str, verbs: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {function} ON {table}",
        f"CREATE TRIGGER {function} BEFORE {verbs} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
    ]
