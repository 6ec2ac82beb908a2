"""Passwords: argon2id, the same work for a name that nobody has (clauses 3.1f, 14b)."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's 46 MiB, with one pass more. Above 32 MiB the C library maps the block apart and gives it
# back after each hash; with 19 MiB each web process keeps it (measured here: 19 MB, against none).
HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)


def hash_of(password: str) -> str:
    """The argon2id hash to keep."""
    return HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; without a hash (unknown name) the same work, then False."""
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)


def fingerprint(password_hash: str) -> str:
    """A short mark of a hash: a link that carries it dies with the password."""
    return hashlib.sha256(password_hash.encode()).hexdigest()[:20]


@cache
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe(16))
