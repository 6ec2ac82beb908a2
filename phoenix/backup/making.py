"""A backup: one ZIP with the database, every stored file and a manifest of their hashes (clause 4.3).

The database is copied first: a file is always stored before the row that names it, so none is missing.
Settings and secrets are not in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from phoenix.backup import databases
from phoenix.backup.databases import BackupError
from phoenix.config import settings
from phoenix.kernel import clock

FORMAT = 1
DATABASE, FILES, MANIFEST = "database", "files/", "manifest.json"
_NAME = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


def create(target: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> dict:
    """Write a backup to `target`, which must not exist; its manifest. Cut off, it leaves nothing under that name."""
    if target.exists():
        raise BackupError(f"{target} is there already: give another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copy = Path(folder) / DATABASE
            databases.dump(copy)
            manifest = _write(partial, copy, progress)
        with partial.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _write(partial: Path, copy: Path, progress: Callable[[int, int], None]) -> dict:
    stored = list(stored_files())
    with ZipFile(partial, "w", compression=ZIP_STORED) as bundle:
        bundle.write(copy, DATABASE, compress_type=ZIP_DEFLATED)
        for done, path in enumerate(stored, start=1):
            bundle.write(path, FILES + path.name)
            progress(done, len(stored))
        manifest = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(),
            "engine": databases.engine(),
            "database_sha256": sha256_of(copy.open("rb")),
            "files": sorted(path.name for path in stored),
        }
        bundle.writestr(MANIFEST, json.dumps(manifest, indent=1), compress_type=ZIP_DEFLATED)
    return manifest


def stored_files() -> Iterator[Path]:
    """Every file of the store, each named by its hash."""
    for path in sorted((settings().instance / "files").glob("??/*")):
        if _NAME.fullmatch(path.name):
            yield path


def sha256_of(stream) -> str:
    """The SHA-256 of what a stream still holds; it is closed."""
    digest = hashlib.sha256()
    with stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
