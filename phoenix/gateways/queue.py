"""The queue that wakes the worker: huey, on SQLite by default, on Redis where a URL is given."""

from __future__ import annotations

from huey import Huey, RedisHuey, SqliteHuey

from phoenix.config import Settings


def open_queue(settings: Settings) -> Huey:
    """The queue of this installation."""
    if settings.redis_url:
        return RedisHuey("phoenix", url=settings.redis_url, results=False)
    settings.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("phoenix", filename=str(settings.instance / "queue.db"), results=False)


class Waker:
    """Tells the worker, through the queue, that the outbox has work; the worker gives the work."""

    def __init__(self, queue: Huey, work=None):
        self.queue = queue
        self.task = queue.task(name="drain")(work or _nothing)

    def wake(self) -> None:
        """Queue one look at the outbox."""
        self.task()


def _nothing() -> None:
    """The web process only ever queues this task: its body runs in the worker."""
