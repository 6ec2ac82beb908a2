"""The database as one file, and back: SQLite's own copy while the shop runs, pg_dump for PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from phoenix.config import settings
from phoenix.database import database, is_sqlite

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class BackupError(RuntimeError):
    """The backup cannot be made, read or put back; the message says why and what to do."""


def engine() -> str:
    """Which of the two the shop uses."""
    return SQLITE if is_sqlite() else POSTGRESQL


def sqlite_path() -> Path:
    """Where the SQLite database lives."""
    return Path(settings().database_url.removeprefix("sqlite:///"))


def dump(target: Path) -> None:
    """The whole database as it is at one moment, in `target`; the shop goes on meanwhile."""
    if is_sqlite():
        with closing(sqlite3.connect(sqlite_path())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = delete")
    else:
        _run("pg_dump", "--format=custom", f"--file={target}", settings().database_url)


def check(kind: str, path: Path) -> list[str]:
    """What is wrong with a database file, in words; nothing when it is whole."""
    if kind == POSTGRESQL:
        _run("pg_restore", "--list", str(path))
        return []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        try:
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
            astray = copy.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [f"the database cannot be read: {error}"]
    return found + [f"{table}: row {row} points to a row of {parent} that is not there" for table, row, parent, _ in astray[:20]]


def is_empty() -> bool:
    """Whether the shop's database has no table yet."""
    return not database.get_tables()


def put_back(path: Path) -> str | None:
    """Make `path` the shop's database; where the one before it was put, for SQLite.

    SQLite: the file is replaced in one step. PostgreSQL: all in one transaction.
    """
    database.close()
    if not is_sqlite():
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error",
             f"--dbname={settings().database_url}", str(path))  # fmt: skip
        return None
    target = sqlite_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    before = _set_aside(target)
    staged = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(path, staged)
    with staged.open("rb") as stream:
        os.fsync(stream.fileno())
    os.replace(staged, target)
    return before


def _set_aside(target: Path) -> str | None:
    """The present database under another name, its journal written into it."""
    if not target.exists():
        return None
    kept = target.with_name(f"{target.name}.before-restore")
    kept.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as source, closing(sqlite3.connect(kept)) as copy:
        source.backup(copy)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    return str(kept)


def _run(*command: str) -> None:
    if shutil.which(command[0]) is None:
        raise BackupError(f"{command[0]} is not installed here: install PostgreSQL's client programs (postgresql-client).")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{command[0]}: {done.stderr.strip() or 'it failed'}")
