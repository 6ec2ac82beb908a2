"""The database: SQLite or PostgreSQL behind the same models, and one way to say "in one transaction"."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlparse

import peewee
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase

PRAGMAS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "busy_timeout": 10_000,
    "synchronous": "normal",
    "cache_size": -500,
}

UNIQUE_VIOLATION = "23505"  # of PostgreSQL

database = peewee.DatabaseProxy()
_local = threading.local()


class Model(peewee.Model):
    """The parent of every table; table names are the singular in snake case."""

    class Meta:
        database = database
        legacy_table_names = False


class UtcField(peewee.DateTimeField):
    """An instant: aware UTC in Python, naive UTC in the database."""

    def db_value(self, value):
        if value is None:
            return None
        if isinstance(value, str):
            return value
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def python_value(self, value):
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class MinorField(peewee.BigIntegerField):
    """A count of minor units (centimes); the row's currency says of what."""

    def db_value(self, value):
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise TypeError("minor units are whole numbers")
        return value


class JsonField(peewee.TextField):
    """A JSON value kept as text, the same on both databases."""

    def db_value(self, value):
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value):
        return None if value is None else json.loads(value)


class _Sqlite(peewee.SqliteDatabase):
    """SQLite whose writers queue on a file lock: shorter waits than busy retries (house.md)."""

    @property
    def lock_path(self) -> str:
        return f"{self.database}.lock"


class _Postgresql(PooledPostgresqlDatabase):
    """PostgreSQL by a pool; when none of its connections gets free in time, the database counts as away."""

    def connect(self, reuse_if_open: bool = False) -> bool:
        """As the library's; OperationalError when the pool is exhausted."""
        try:
            return super().connect(reuse_if_open)
        except MaxConnectionsExceeded as full:
            raise peewee.OperationalError("no connection is free") from full


def connect(url: str) -> peewee.Database:
    """Bind the models to the database at `url` (sqlite:///path or postgresql://…)."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        real = _Sqlite(str(path), pragmas=PRAGMAS, check_same_thread=False)
    elif urlparse(url).scheme in ("postgresql", "postgres"):
        real = _Postgresql(
            url, max_connections=20, stale_timeout=300, timeout=10, prefer_psycopg3=True
        )
    else:
        raise ValueError("PHOENIX_DATABASE_URL must begin with sqlite:/// or postgresql://")
    database.initialize(real)
    return real


def is_sqlite() -> bool:
    """Whether the bound database is SQLite."""
    return isinstance(database.obj, peewee.SqliteDatabase)


def is_clash(error: peewee.IntegrityError) -> bool:
    """Whether a row was refused because there is one like it already: another request was there a moment before."""
    cause = error.__cause__ or error.__context__
    return getattr(cause, "sqlstate", None) == UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(error)


def release() -> None:
    """Give a pooled connection back at the end of a request; SQLite keeps its own per thread."""
    if not is_sqlite() and not database.is_closed():
        database.close()


def disconnect() -> None:
    """Close every connection of this thread and of the pool: none may cross a fork."""
    database.close()
    if not is_sqlite():
        database.close_all()


@contextmanager
def transaction():
    """One transaction that writes: all of it happens or nothing; inside another, a savepoint.

    SQLite begins IMMEDIATE, so that a reader never has to become a writer half-way.
    """
    if database.in_transaction():
        with _gathering_within(), database.savepoint():
            yield
        return
    _local.callbacks, _local.gathered = [], []
    try:
        with _write_turn() if is_sqlite() else nullcontext(), database.atomic(*_how()):
            yield
            _write_gathered()
    finally:
        _local.gathered = None
    committed()


def at_commit(write, item) -> None:
    """Have `write(items)` called with every item given for it, as the last thing before the outermost commit.

    Items of a savepoint that is rolled back are dropped with it.
    """
    if getattr(_local, "gathered", None) is None:
        raise RuntimeError("nothing is gathered outside of transaction()")
    _local.gathered.append((write, item))


def _how() -> tuple[str, ...]:
    return ("IMMEDIATE",) if is_sqlite() else ()


def _write_gathered() -> None:
    gathered, _local.gathered = _local.gathered, None
    writers: dict = {}
    for write, item in gathered:
        writers.setdefault(write, []).append(item)
    for write, items in writers.items():
        write(items)


@contextmanager
def _gathering_within():
    """What is gathered inside a savepoint goes with it when it is rolled back."""
    gathered = getattr(_local, "gathered", None)
    mark = len(gathered or ())
    try:
        yield
    except BaseException:
        if gathered is not None:
            del gathered[mark:]
        raise


def after_commit(callback) -> None:
    """Call `callback()`, once however often it is asked for, when the outermost transaction is committed; at once outside of one."""
    if database.in_transaction():
        if callback not in _local.callbacks:
            _local.callbacks.append(callback)
    else:
        callback()


def committed() -> None:
    """What follows each commit. Tests replace it to cut the process off at this very point."""
    callbacks, _local.callbacks = _local.callbacks, []
    for callback in callbacks:
        callback()


@contextmanager
def large_cache(megabytes: int = 64):
    """Within this block SQLite keeps so many megabytes of pages: for work that touches whole indexes."""
    if not is_sqlite():
        yield
        return
    database.execute_sql(f"PRAGMA cache_size = {-1024 * megabytes}")
    try:
        yield
    finally:
        database.execute_sql(f"PRAGMA cache_size = {PRAGMAS['cache_size']}")


def for_update(query):
    """Lock the rows of a select until the end of the transaction (SQLite already holds the file)."""
    return query if is_sqlite() else query.for_update()


def take_turns(name: str) -> None:
    """Until the end of the transaction, whoever gives the same name waits (SQLite's writers do so anyway)."""
    if not is_sqlite():
        database.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


@contextmanager
def _write_turn():
    handle = _lock_handle()
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _lock_handle():
    """This thread's own handle on the lock file; one that came through a fork would lock nobody out."""
    mine = (os.getpid(), database.obj.lock_path)
    if getattr(_local, "lock_of", None) != mine:
        _local.lock_of, _local.lock = mine, open(database.obj.lock_path, "ab")
    return _local.lock
