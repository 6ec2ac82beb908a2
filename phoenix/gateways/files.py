"""The file store: bytes under the SHA-256 of their content, written once, never overwritten."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from phoenix.config import settings


class FileMissing(LookupError):
    """The store does not hold these bytes (any more)."""


class FileAltered(ValueError):
    """The stored bytes are not those that were put in."""


def _path(sha256: str) -> Path:
    return settings().instance / "files" / sha256[:2] / sha256


def put(content: bytes) -> str:
    """Keep `content`; its SHA-256 in hexadecimal. Putting the same twice keeps one."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    if path.exists():
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(partial, 0o440)
    os.replace(partial, path)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes of that SHA-256, checked; FileMissing or FileAltered otherwise (clause 4.3)."""
    try:
        content = _path(sha256).read_bytes()
    except OSError as error:
        raise FileMissing(sha256) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileAltered(sha256)
    return content


def place(sha256: str) -> str:
    """Where these bytes are kept, for the operator."""
    return str(_path(sha256))


def forget(sha256: str) -> None:
    """Remove bytes whose time of keeping is over; those not there are forgotten already (clause 3.3a)."""
    _path(sha256).unlink(missing_ok=True)
