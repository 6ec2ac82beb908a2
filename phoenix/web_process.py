"""A process that serves the web: granian, on an app that it shares with its twins.

It loads the app and parts into as many as are wanted just before it serves; should one of them end, all
do, and the watcher (phoenix.server) starts anew. Its threads are there for pages that wait for Stripe:
they must not hold up the others.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
import threading
import traceback
from types import ModuleType

from granian import Granian
from granian.constants import Interfaces

HOST = "127.0.0.1"
UNUSED = {
    "deprecated": {},
    "deprecated.sphinx": dict.fromkeys(("deprecated", "versionadded", "versionchanged"), lambda **_: lambda made: made),
    "flask_login.test_client": {"FlaskLoginClient": None},
    "flask_wtf.recaptcha": dict.fromkeys(("Recaptcha", "RecaptchaField", "RecaptchaWidget")),
    "limits.aio": {},
    "pydoc": {},
}
SECONDS_TO_END = 1.5  # for the twins; less than the watcher's patience


class OneProcess(Granian):
    """Granian without a parent: this very process is its only worker."""

    def _spawn_worker(self, *args, **named):
        super()._spawn_worker(*args, **named).inner.run()
        raise SystemExit


class Twins:
    """The processes that share this one's app; none of them outlives it, nor it any of them or its watcher.

    `watcher`: what can be read once the watcher has ended.
    """

    def __init__(self, watcher: int):
        self.watcher = watcher
        self.life, self.mine = os.pipe()  # ends with this process, whatever ends it
        self.watched: list[threading.Thread] = []

    def part(self, more: int) -> None:
        """Go on as `more` processes beside this one."""
        children = []
        for _ in range(more):
            pid = os.fork()
            if pid == 0:
                os.close(self.mine)
                self.mine, self.watched = None, []
                _end_after(os.read, self.life, 1)
                return
            children.append(pid)
        self.watched = [_end_after(os.waitpid, pid, 0) for pid in children]
        _end_after(os.read, self.watcher, 1)

    def end(self) -> None:
        """Have them end, and wait until they have: the next start finds the port free."""
        if self.mine is not None:
            os.close(self.mine)
        for each in self.watched:
            each.join(SECONDS_TO_END)


def main(watcher: int) -> None:
    """Serve PHOENIX_TARGET (the shop, unless a bench names another) on HOST and PORT until stopped, or until
    `watcher` can be read.

    Never returns; ends with status 1 where the target cannot be loaded.
    """
    _leave_out()
    status, twins = 0, Twins(watcher)
    server = OneProcess(
        "",
        address=os.environ.get("HOST", HOST),
        port=int(os.environ.get("PORT") or 5000),
        interface=Interfaces.WSGI,
        blocking_threads=int(os.environ.get("WEB_THREADS") or 2),
        websockets=False,
        log_level="warning",
    )
    try:
        server.serve(target_loader=lambda: _ready(twins), wrap_loader=False)
    except SystemExit as ended:
        if isinstance(ended.code, str):  # settings that lack, in words (app.py)
            print(ended.code, file=sys.stderr)
            status = 1
    except Exception:
        traceback.print_exc()
        status = 1
    finally:
        twins.end()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)  # nothing is left to be tidied up


def _ready(twins: Twins):
    """The loaded app, in this process and in all that part from it."""
    for each in (signal.SIGTERM, signal.SIGINT):  # until granian, which serves next, sets its own
        signal.signal(each, signal.SIG_DFL)
    app = _load(os.environ.get("PHOENIX_TARGET", "app:app"))
    twins.part(int(os.environ.get("WEB_WORKERS") or 2) - 1)
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


def _end_after(waited_for, *what) -> threading.Thread:
    """End this process as a stop does, once `waited_for` returns; the thread that waits."""

    def wait() -> None:
        waited_for(*what)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread


def _leave_out() -> None:
    """What libraries load for nobody: a third of the start and 22 MB.

    huey and peewee load the drivers of Redis and PostgreSQL wherever they are installed, limits its
    twin for asyncio and what marks old names, flask-login a client for tests with the debugger,
    flask-wtf a captcha that asks Google, stdnum the help system; babel goes through six hundred time zones
    to name the machine's, where ours is UTC.
    """
    os.environ["TZ"] = "UTC"
    for name, offered in UNUSED.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(offered)
    if not os.environ.get("PHOENIX_REDIS_URL"):
        sys.modules["redis"] = None
    if not os.environ.get("PHOENIX_DATABASE_URL", "").startswith("postgres"):
        sys.modules["psycopg"] = None
