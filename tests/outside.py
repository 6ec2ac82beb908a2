"""What is on this machine: PostgreSQL, Redis, Chromium. Each is used where it answers."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

import psycopg
import redis

POSTGRESQL_URL = os.environ.get("PHOENIX_TEST_POSTGRESQL_URL", "postgresql:///postgres")
REDIS_URL = os.environ.get("PHOENIX_TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


@dataclass
class Outside:
    """One outside program: whether it is there, where, and how many tests want it."""

    label: str
    there: bool
    address: str
    wanted: int = 0

    def report(self) -> str:
        """One line for the end of the run."""
        if self.there:
            return f"covered: {self.label} ({self.wanted} tests)"
        return f"NOT covered: {self.label} ({self.wanted} tests skipped)"


def _postgresql() -> bool:
    try:
        with psycopg.connect(POSTGRESQL_URL, connect_timeout=2, autocommit=True) as connection:
            connection.execute("SELECT 1")
        return True
    except psycopg.Error:
        return False


def _redis() -> bool:
    try:
        return bool(redis.Redis.from_url(REDIS_URL, socket_connect_timeout=1).ping())
    except redis.RedisError:
        return False


CHROMIUM = os.environ.get("PHOENIX_TEST_CHROMIUM") or shutil.which("chromium") or ""

OUTSIDE = {
    "postgresql": Outside("PostgreSQL", _postgresql(), POSTGRESQL_URL),
    "redis": Outside("Redis", _redis(), REDIS_URL),
    "browser": Outside("Chromium", bool(CHROMIUM), CHROMIUM),
}
