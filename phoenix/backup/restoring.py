"""Putting a backup back: files first, the database last and in one step, nothing over a shop that is in use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from phoenix.backup import checking, databases
from phoenix.backup.databases import BackupError
from phoenix.backup.making import DATABASE, FILES
from phoenix.config import settings
from phoenix.gateways import files


def restore(path: Path, replace: bool, progress: Callable[[int, int], None] = lambda done, total: None) -> str | None:
    """Put a backup in the place of the shop's database and add its files; where the database before it is kept.

    BackupError when the backup is not whole, is of the other engine, when the shop runs, or when the
    database holds something and `replace` was not said. Cut off before the end, it changed no row.
    """
    _refuse(path, replace)
    with checking.opened(path) as (bundle, manifest):
        for done, name in enumerate(manifest["files"], start=1):
            files.put(bundle.read(FILES + name))
            progress(done, len(manifest["files"]))
        settings().instance.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=settings().instance) as folder:
            copy = Path(folder) / DATABASE
            with bundle.open(DATABASE) as source, copy.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            return databases.put_back(copy)


def _refuse(path: Path, replace: bool) -> None:
    with checking.opened(path) as (_bundle, manifest):
        if manifest["engine"] != databases.engine():
            raise BackupError(f"This backup is of {manifest['engine']}, the shop uses {databases.engine()}: set PHOENIX_DATABASE_URL.")
    if (settings().instance / "running.json").exists():
        raise BackupError("The shop is running in this instance folder: stop it first.")
    if not databases.is_empty() and not replace:
        raise BackupError("The database holds a shop already: say --replace to put the backup in its place.")
    if wrong := checking.check(path):
        raise BackupError("The backup is not whole: " + "; ".join(wrong[:5]))
