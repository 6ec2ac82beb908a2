"""The web server: granian, two processes of two threads that share the memory of one loaded app.

The app is loaded once, before the processes part ways, so what it holds is counted once. The threads
are there for pages that wait for Stripe: they must not hold up the others.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import sys
from types import ModuleType

from granian import Granian
from granian.constants import Interfaces

HOST = "127.0.0.1"


def main() -> None:
    """Serve PHOENIX_TARGET (the shop, unless a bench names another) on HOST and PORT until stopped."""
    gc.disable()  # nothing to collect while loading: a tenth of the start
    multiprocessing.set_start_method("fork")
    _leave_out()
    module, name = os.environ.get("PHOENIX_TARGET", "app:app").split(":")
    app = getattr(importlib.import_module(module), name)
    if hasattr(app, "warm"):
        app.warm()
    gc.collect()
    gc.freeze()
    gc.enable()
    server = Granian(
        f"{module}:{name}",
        address=os.environ.get("HOST", HOST),
        port=int(os.environ.get("PORT") or 5000),
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("WEB_WORKERS") or 2),
        blocking_threads=int(os.environ.get("WEB_THREADS") or 2),
        websockets=False,
        log_level="warning",
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    )
    server.serve(target_loader=lambda *_: app, wrap_loader=False)


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
