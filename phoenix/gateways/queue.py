"""The queue that wakes the worker: huey, on SQLite by default, on Redis where a URL is given."""

from __future__ import annotations

import threading
import time

from huey import Huey, RedisHuey, SqliteHuey

from phoenix.config import Settings


def open_queue(settings: Settings) -> Huey:
    """The queue of this installation."""
    if settings.redis_url:
        return RedisHuey("phoenix", url=settings.redis_url, results=False)
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("phoenix", filename=str(settings.instance / "queue.db"), results=False)


class Waker:
    """Tells the worker, through the queue, that the outbox has work; `work` is given by the worker.

    The task is the same in both processes; in the web process it is only ever queued.
    """

    def __init__(self, queue: Huey, work=None):
        def drain():
            if work is not None:
                work()

        self.queue = queue
        self.task = queue.task(name="drain")(drain)
        self.next_look = 0.0
        self.lock = threading.Lock()

    def wake(self) -> None:
        """Queue one look at the outbox."""
        self.task()

    def wake_in(self, seconds: float) -> None:
        """Queue one look some seconds from now; one that comes sooner serves for both."""
        now = time.monotonic()
        with self.lock:
            if now < self.next_look <= now + seconds:
                return
            self.next_look = now + seconds
        self.task.schedule(delay=seconds)
