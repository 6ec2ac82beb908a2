"""The web server: granian, two processes of two threads that share the memory of one loaded app.

What watches over them loads no app, for memory that nobody uses costs as much as any other. Its one
child loads it, and parts into as many as are wanted just before it serves; should one of them end, all do,
and the watcher starts anew. The threads are there for pages that wait for Stripe: they must not hold
up the others.
"""

from __future__ import annotations

import gc
import importlib
import mmap
import multiprocessing
import multiprocessing.util
import os
import signal
import sys
import threading
import traceback
from types import ModuleType

from granian import Granian
from granian.constants import Interfaces

HOST = "127.0.0.1"
SECONDS_TO_END = 3


def main() -> None:
    """Serve PHOENIX_TARGET (the shop, unless a bench names another) on HOST and PORT until stopped.

    Ends with status 1 where the target cannot be loaded.
    """
    multiprocessing.set_start_method("fork")
    _leave_out()
    target = os.environ.get("PHOENIX_TARGET", "app:app")
    failed = mmap.mmap(-1, 1)  # what the child leaves written here, its parent reads
    server = Granian(
        target,
        address=os.environ.get("HOST", HOST),
        port=int(os.environ.get("PORT") or 5000),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=int(os.environ.get("WEB_THREADS") or 2),
        websockets=False,
        log_level="warning",
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_END,
    )
    server.serve(target_loader=lambda *_: _ready(target, failed), wrap_loader=False)
    sys.exit(failed[0])


def _ready(target: str, failed: mmap.mmap):
    """The loaded app, in the child and in all that part from it."""
    for each in (signal.SIGTERM, signal.SIGINT):  # until granian sets its own, the watcher's would only take note
        signal.signal(each, signal.SIG_DFL)
    try:
        app = _load(target)
    except Exception:
        traceback.print_exc()
        failed[0] = 1
        os.kill(os.getppid(), signal.SIGTERM)
        raise SystemExit(1) from None
    _part(int(os.environ.get("WEB_WORKERS") or 2) - 1)
    return app


def _load(target: str):
    """The app, with what its first pages need, out of the garbage collector's sight."""
    gc.disable()  # nothing to collect while loading: a tenth of the start
    module, name = target.split(":")
    app = getattr(importlib.import_module(module), name)
    if hasattr(app, "warm"):
        app.warm()
    gc.collect()
    gc.freeze()
    gc.enable()
    return app


def _part(more: int) -> None:
    """Go on as `more` processes beside this one; none of them outlives it, nor it any of them."""
    life, mine = os.pipe()  # ends with this process, whatever ends it
    others = []
    for _ in range(more):
        pid = os.fork()
        if pid == 0:
            os.close(mine)
            threading.Thread(target=_end_after, args=(os.read, life, 1), daemon=True).start()
            return
        others.append(threading.Thread(target=_end_after, args=(os.waitpid, pid, 0), daemon=True))
    for each in others:
        each.start()
    multiprocessing.util.Finalize(None, _let_end, args=(mine, others), exitpriority=1)


def _end_after(waited_for, *what) -> None:
    """End this process as a stop does, once `waited_for` returns."""
    waited_for(*what)
    os.kill(os.getpid(), signal.SIGTERM)


def _let_end(mine: int, others: list[threading.Thread]) -> None:
    """Have the others end, and wait until they have: the next start finds the port free."""
    os.close(mine)
    for each in others:
        each.join(SECONDS_TO_END / 2)


def _leave_out() -> None:
    """What libraries load for nobody: a third of the start and 20 MB.

    huey and peewee load the drivers of Redis and PostgreSQL wherever they are installed, limits its
    twin for asyncio; babel goes through six hundred time zones to name the machine's, where ours is UTC.
    """
    os.environ["TZ"] = "UTC"
    sys.modules["limits.aio"] = ModuleType("limits.aio")
    if not os.environ.get("PHOENIX_REDIS_URL"):
        sys.modules["redis"] = None
    if not os.environ.get("PHOENIX_DATABASE_URL", "").startswith("postgres"):
        sys.modules["psycopg"] = None


if __name__ == "__main__":
    main()
