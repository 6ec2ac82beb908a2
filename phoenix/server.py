"""The web server's watcher: one child serves (phoenix.web_process), and is followed by another should it end.

It imports next to nothing and loads no app, for memory that nobody uses costs as much as any other.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib import import_module

SECONDS_TO_END = 3
SOON = 5.5  # seconds; a second child that ends so soon ends for a reason that lasts
STOPS = {signal.SIGTERM, signal.SIGINT}
WAITED_FOR = {*STOPS, signal.SIGCHLD}


def main() -> None:
    """Watch over a serving child until stopped; ends with status 1 where the app cannot be loaded or keeps ending."""
    signal.pthread_sigmask(signal.SIG_BLOCK, WAITED_FOR)  # none comes while nobody waits for it
    life = os.pipe()  # ends with this process, whatever ends it
    ended = None
    while True:
        child = _serving_child(*life)
        status = _ended(child)
        if status is None:
            _stop(child)
            sys.exit(0)
        now = time.monotonic()
        if status == 1 or (ended and now - ended < SOON):
            sys.exit(1)
        ended = now


def _serving_child(life: int, mine: int) -> int:
    """Its process id; in the child itself this never returns."""
    child = os.fork()
    if child == 0:
        os.close(mine)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WAITED_FOR)
        import_module("phoenix.web_process").main(life)
    return child


def _ended(child: int) -> int | None:
    """The child's exit status once it has ended; None where a stop is asked for first."""
    while signal.sigwait(WAITED_FOR) not in STOPS:
        gone, status = os.waitpid(child, os.WNOHANG)
        if gone:
            return os.waitstatus_to_exitcode(status)
    return None


def _stop(child: int) -> None:
    """Let the child end by itself, or else after SECONDS_TO_END."""
    os.kill(child, signal.SIGTERM)
    if signal.sigtimedwait({signal.SIGCHLD}, SECONDS_TO_END) is None:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
