"""Counting off the request's path: in the process's memory first, written by a thread of its own.

What a process counted in its last seconds is lost when it is killed; nothing else is.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter
from datetime import date, timedelta

from peewee import EXCLUDED, chunked

from phoenix.audience import rules
from phoenix.audience.models import DailyFigure
from phoenix.database import database, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES

logger = logging.getLogger("phoenix.audience")
SECONDS = 10
MANY = 500
AT_MOST = 5_000
ROWS_AT_ONCE = 200
KEPT = timedelta(days=2 * 366)
ZONE = COUNTRIES["fr"].timezone


class Figures:
    """What this process has counted and not written yet."""

    def __init__(self):
        self.counts: Counter = Counter()
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    def add(self, *counted: tuple[str, str]) -> None:
        """Count (measure, subject) once each, today."""
        today = clock.today(ZONE)
        with self.lock:
            for measure, subject in counted:
                key = (today, measure, subject)
                if key in self.counts or len(self.counts) < AT_MOST:
                    self.counts[key] += 1
            if self.timer is None:
                self._start(SECONDS)
            elif len(self.counts) == MANY:
                self.timer.cancel()
                self._start(0)

    def _start(self, seconds: int) -> None:
        self.timer = threading.Timer(seconds, self._write_in_time)
        self.timer.daemon = True
        self.timer.start()

    def _write_in_time(self) -> None:
        try:
            self.flush()
        except Exception:
            logger.exception("audience figures wait for the next time")
        finally:
            database.close()

    def flush(self) -> int:
        """Write what was counted; how many lines. When that fails it is all kept for the next time."""
        with self.lock:
            counted, self.counts, self.timer = self.counts, Counter(), None
        try:
            return write(rules.settled(counted))
        except Exception:
            with self.lock:
                self.counts.update(counted)
            raise


def write(counts: Counter) -> int:
    """Add counts of (day, measure, subject) to the days' figures, in one order, so that nobody waits in a circle."""
    rows = [(*key, count) for key, count in sorted(counts.items())]
    if not rows:
        return 0
    fields = [DailyFigure.day, DailyFigure.measure, DailyFigure.subject, DailyFigure.count]
    with transaction():
        for some in chunked(rows, ROWS_AT_ONCE):
            DailyFigure.insert_many(some, fields).on_conflict(
                conflict_target=fields[:3], update={DailyFigure.count: DailyFigure.count + EXCLUDED.count}
            ).execute()
    return len(rows)


def forget_old(day: date | None) -> None:
    """Delete figures older than two years."""
    DailyFigure.delete().where(DailyFigure.day < (day or clock.today(ZONE)) - KEPT).execute()


figures = Figures()


@atexit.register
def _last() -> None:
    if figures.counts:
        figures._write_in_time()
