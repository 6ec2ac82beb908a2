"""How far the demo's clock runs ahead, kept in a small file that all processes of the shop follow."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from phoenix.demo_clock.rules import AlreadyMoving
from phoenix.kernel.values import frozen

FILE = "demo_clock.json"
LOCK = "demo_clock.lock"
MOVER = "demo_clock.mover"
PATIENCE = 1.0
# What the present request has found, once it has; None outside of requests. A page asks five times.
_seen: ContextVar[list | None] = ContextVar("demo clock", default=None)


@frozen
class State:
    """Where the clock stands, and its last movement; instants are the shop's."""

    offset: timedelta = timedelta()
    target: date | None = None  # where it goes, until it is there
    began_at: datetime | None = None  # None beside a target: asked for, not begun
    ended_at: datetime | None = None


def read(folder: Path) -> State:
    """The present state; a file that is missing or makes no sense is a clock never moved."""
    try:
        kept = json.loads((folder / FILE).read_text())
        return State(
            offset=timedelta(seconds=kept["offset"]),
            target=date.fromisoformat(kept["target"]) if kept["target"] else None,
            began_at=_instant(kept["began_at"]),
            ended_at=_instant(kept["ended_at"]),
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return State()


def change(folder: Path, **changes) -> State:
    """Change some of it, all or nothing, and nothing that another process writes gets lost."""
    with open(folder / LOCK, "ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        state = replace(read(folder), **changes)
        _write(folder / FILE, state)
    if seen := _seen.get():
        seen.clear()
    return state


def _write(path: Path, state: State) -> None:
    kept = {
        "offset": state.offset.total_seconds(),
        "target": state.target.isoformat() if state.target else None,
        "began_at": state.began_at.isoformat() if state.began_at else None,
        "ended_at": state.ended_at.isoformat() if state.ended_at else None,
    }
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(kept))
    written_at = time.time_ns()
    os.utime(fresh, ns=(written_at, written_at))  # the system's own stamps miss changes in quick succession
    os.replace(fresh, path)


class Follower:
    """The offset as it is now: the file is read again when it has been written again."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.path = str(folder / FILE)
        self.known: tuple = (None, timedelta())

    def __call__(self) -> timedelta:
        seen = _seen.get()
        if not seen:
            offset = self._look()
            if seen is None:
                return offset
            seen.append(offset)
        return seen[0]

    def _look(self) -> timedelta:
        try:
            found = os.stat(self.path)
            stamp = (found.st_mtime_ns, found.st_ino)
        except OSError:
            stamp = None
        seen, offset = self.known
        if stamp != seen:
            offset = read(self.folder).offset if stamp else timedelta()
            self.known = (stamp, offset)
        return offset


def once_a_request(inner):
    """The WSGI app `inner`, in which a request looks at the file once at the most."""

    def looking_once(environ, start_response):
        before = _seen.set([])
        try:
            return inner(environ, start_response)
        finally:
            _seen.reset(before)

    return looking_once


@contextmanager
def only_mover(folder: Path) -> Iterator[None]:
    """Within this block nobody else moves the clock; AlreadyMoving when somebody does."""
    with open(folder / MOVER, "ab") as handle:
        deadline = time.monotonic() + PATIENCE  # is_moving() may be holding it for a moment
        while not _taken(handle, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise AlreadyMoving()
            time.sleep(0.05)
        yield


def _taken(handle, how: int) -> bool:
    """The lock goes with the process that holds it, whatever ends it."""
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def is_moving(folder: Path) -> bool:
    """Whether somebody moves the clock just now."""
    with open(folder / MOVER, "ab") as handle:
        return not _taken(handle, fcntl.LOCK_SH)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
