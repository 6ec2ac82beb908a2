"""Whether a backup is whole: every hash, the database's own checks, and the evidence chains in it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import peewee

from phoenix.archive import verifying
from phoenix.backup import databases
from phoenix.backup.databases import SQLITE, BackupError
from phoenix.backup.making import DATABASE, FILES, FORMAT, MANIFEST, sha256_of
from phoenix.database import database


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, dict]]:
    """The backup and its manifest; BackupError when it is none."""
    try:
        with ZipFile(path) as bundle:
            try:
                manifest = json.loads(bundle.read(MANIFEST))
            except (KeyError, ValueError) as error:
                raise BackupError(f"{path} has no manifest: it is no backup of this shop, or was cut off.") from error
            if manifest.get("format") != FORMAT:
                raise BackupError(f"{path} is of format {manifest.get('format')}; this version reads {FORMAT}.")
            yield bundle, manifest
    except (BadZipFile, FileNotFoundError, IsADirectoryError) as error:
        raise BackupError(f"{path} cannot be read as a backup: {error}") from error


def check(path: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> list[str]:
    """Everything that is wrong with a backup, in words; nothing when it is whole."""
    with opened(path) as (bundle, manifest), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        wrong = _wrong_files(bundle, manifest, progress)
        copy = Path(folder) / DATABASE
        if trouble := _take_out(bundle, manifest, copy):
            return [*wrong, trouble]
        wrong += databases.check(manifest["engine"], copy)
        if manifest["engine"] == SQLITE and not wrong:
            wrong += _broken_chains(copy)
        return wrong


def _wrong_files(bundle: ZipFile, manifest: dict, progress: Callable[[int, int], None]) -> list[str]:
    there = {name.removeprefix(FILES) for name in bundle.namelist() if name.startswith(FILES)}
    wanted = set(manifest["files"])
    wrong = [f"file {name} is missing" for name in sorted(wanted - there)]
    wrong += [f"file {name} is not in the manifest" for name in sorted(there - wanted)]
    for done, name in enumerate(sorted(there & wanted), start=1):
        if _digest(bundle, FILES + name) != name:
            wrong.append(f"file {name} was altered")
        progress(done, len(there))
    return wrong


def _take_out(bundle: ZipFile, manifest: dict, target: Path) -> str | None:
    """The database as a file of its own; what is wrong with it."""
    if _digest(bundle, DATABASE) != manifest["database_sha256"]:
        return "the database was altered"
    with bundle.open(DATABASE) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink)
    return None


def _digest(bundle: ZipFile, name: str) -> str | None:
    try:
        return sha256_of(bundle.open(name))
    except (BadZipFile, KeyError):
        return None


def _broken_chains(copy: Path) -> list[str]:
    """The evidence chains of the copy, read in place of the shop's own for that time."""
    own = database.obj
    database.initialize(peewee.SqliteDatabase(str(copy)))
    try:
        if not database.table_exists("archive_entry"):
            return []
        reports = [verifying.verify(seller, with_files=False) for seller in verifying.chains()]
    finally:
        database.close()
        database.initialize(own)
    return [f"the evidence chain of {each.seller} is broken: {each.what} at entry {each.number}" for report in reports for each in report.troubles]
