"""The one query of every signed-in page, written as SQL: peewee would compose it anew each
time (0.6 ms of processor time, against less than 0.1 ms, measured here)."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, TextField

from phoenix.accounts.models import LoginSession, Organisation, Person
from phoenix.database import database, is_sqlite

TABLES = (LoginSession, Person, Organisation)
PLAIN = (AutoField, CharField, ForeignKeyField, IntegerField, TextField)  # as both databases give them


def find(token_hash: str, seen_after: datetime, begun_after: datetime) -> LoginSession | None:
    """The live session of a token, with its person and organisation; None when there is none."""
    instants = [LoginSession.last_seen_at.db_value(each) for each in (seen_after, begun_after)]
    values = database.execute_sql(_sql(is_sqlite()), (token_hash, *instants)).fetchone()
    if values is None:
        return None
    row, person, organisation = _rows(values)
    person.organisation = organisation
    row.person = person
    for each in (row, person, organisation):
        each._dirty.clear()
    return row


@cache
def _sql(on_sqlite: bool) -> str:
    names = [f'"{table._meta.table_name}"."{field.column_name}"' for table, field, _ in _columns()]
    sql = f"""SELECT {", ".join(names)} FROM login_session
        JOIN person ON person.id = login_session.person_id
        JOIN organisation ON organisation.id = person.organisation_id
        WHERE login_session.token_hash = ? AND login_session.ended_at IS NULL
        AND login_session.last_seen_at > ? AND login_session.created_at > ?
        AND organisation.closed_at IS NULL"""
    return sql if on_sqlite else sql.replace("?", "%s")


@cache
def _columns() -> list[tuple]:
    fields = [(table, field) for table in TABLES for field in table._meta.sorted_fields]
    return [(table, field, None if type(field) in PLAIN else field.python_value) for table, field in fields]


def _rows(values) -> list:
    found = {table: table(__no_default__=True) for table in TABLES}
    for (table, field, convert), value in zip(_columns(), values, strict=True):
        found[table].__data__[field.name] = convert(value) if convert else value
    return list(found.values())
