"""The file store: bytes under the SHA-256 of their content, written once, never overwritten.

A folder of the instance by default; an S3-compatible bucket where PHOENIX_FILES_BUCKET names one, so
that several machines share it and the provider's object lock and replicas keep it (clause 4.3).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from phoenix.config import settings
from phoenix.gateways.bucket import Bucket
from phoenix.gateways.signature import Access


class FileMissing(LookupError):
    """The store does not hold these bytes (any more)."""


class FileAltered(ValueError):
    """The stored bytes are not those that were put in."""


def put(content: bytes) -> str:
    """Keep `content`; its SHA-256 in hexadecimal. Putting the same twice keeps one."""
    sha256 = hashlib.sha256(content).hexdigest()
    bucket = _bucket()
    if bucket is None:
        _write_once(_path(sha256), content)
    else:
        bucket.put(_key(sha256), content)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes of that SHA-256, checked; FileMissing or FileAltered otherwise (clause 4.3)."""
    bucket = _bucket()
    content = _read(_path(sha256)) if bucket is None else bucket.get(_key(sha256))
    if content is None:
        raise FileMissing(sha256)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileAltered(sha256)
    return content


def place(sha256: str) -> str:
    """Where these bytes are kept, for the operator."""
    bucket = _bucket()
    return str(_path(sha256)) if bucket is None else f"s3://{bucket.name}/{_key(sha256)}"


def forget(sha256: str) -> None:
    """Remove bytes whose time of keeping is over; those not there are forgotten already (clause 3.3a)."""
    bucket = _bucket()
    if bucket is None:
        _path(sha256).unlink(missing_ok=True)
    else:
        bucket.forget(_key(sha256))


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _path(sha256: str) -> Path:
    return settings().instance / "files" / _key(sha256)


def _bucket() -> Bucket | None:
    known = settings()
    if known.files_bucket is None:
        return None
    access = Access(known.files_access_key, known.files_secret_key, known.files_region)
    return Bucket(known.files_endpoint, known.files_bucket, access)


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(partial, 0o440)
    os.replace(partial, path)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
