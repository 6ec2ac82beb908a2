"""What an entry of the archive is, byte by byte: the rules that anyone can check again (clause 4.3)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

FORMAT = "phoenix-archive-1"
NOTHING_BEFORE = "0" * 64
KIND = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)*")
SHA256 = re.compile(r"[0-9a-f]{64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class NotEvidence(ValueError):
    """This cannot be an entry: its parts would not be told apart, or not read again as they were written."""


def canonical(value) -> str:
    """The one way in which a value is written as JSON: keys sorted, no blanks, no fraction."""
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value):
    """`value` as JSON knows it, days and instants as ISO text; floats are refused, for they print differently elsewhere."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return written_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotEvidence("keys are text")
        return {_text(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    raise NotEvidence(f"{type(value).__name__} has no canonical form")


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotEvidence("half a character has no canonical form") from error
    return value


def written_instant(instant: datetime) -> str:
    """An aware instant as entries write it: UTC, with microseconds, ended by Z."""
    if instant.tzinfo is None:
        raise NotEvidence("an instant needs its time zone")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sha256_of(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_sha256(
    seller: str, number: int, kind: str, subject: str, at: str,
    content_sha256: str, detail_sha256: str, files: str, previous_sha256: str,
) -> str:  # fmt: skip
    """The hash of an entry: of the hash of the entry before, and of the hash of its own parts, one a line.

    In two steps, so that a link can be shown to others without showing what stands in the entry.
    """
    return link_sha256(
        previous_sha256, parts_sha256(seller, number, kind, subject, at, content_sha256, detail_sha256, files)
    )


def parts_sha256(
    seller: str, number: int, kind: str, subject: str, at: str, content_sha256: str, detail_sha256: str, files: str
) -> str:
    """The hash of an entry's own parts."""
    parts = f"{FORMAT}\n{seller}\n{number}\n{kind}\n{subject}\n{at}\n{content_sha256}\n{detail_sha256}\n{files}\n"
    return hashlib.sha256(parts.encode()).hexdigest()


def link_sha256(previous_sha256: str, parts: str) -> str:
    """The hash of an entry out of the one before and its own parts' hash."""
    return hashlib.sha256(f"{previous_sha256}\n{parts}\n".encode()).hexdigest()


def check_names(kind: str, subject: str, files: Sequence[str]) -> None:
    """NotEvidence for names that could not stand on a line of their own."""
    if not KIND.fullmatch(kind):
        raise NotEvidence(f"kind: {kind!r}")
    if not subject or len(subject) > 255 or CONTROL.search(subject):
        raise NotEvidence(f"subject: {subject!r}")
    if not all(SHA256.fullmatch(each) for each in files):
        raise NotEvidence("files are named by their SHA-256")
