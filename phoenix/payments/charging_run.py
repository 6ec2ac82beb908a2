"""Charges made side by side, at a set rate: a slow Stripe slows only these (subscriptions.md, measures)."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from flask import current_app

from phoenix.database import release
from phoenix.payments import collecting

AT_ONCE = 8
PER_SECOND = 20  # Stripe takes 25 a second in test mode, 100 in live mode
ONE_THREAD_BELOW = 3


class Pace:
    """Lets callers through, so many a second, however many ask."""

    def __init__(self, per_second: int):
        self._every = 1 / per_second
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Return when it is this caller's turn."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._every
        time.sleep(max(0.0, turn - now))


def charge_all(
    ids: list[int],
    day: date,
    counts: Counter,
    failed: Callable[[str, Exception], None],
    progress: Callable[[str, int, int], None],
    per_second: int = PER_SECOND,
) -> None:
    """Collect each of `ids` on `day`; adds up outcomes in `counts`, tells each failure, and goes on."""
    if len(ids) < ONE_THREAD_BELOW:
        outcomes = (_outcome(each, day) for each in ids)
        _tell(outcomes, len(ids), counts, failed, progress)
        return
    app, pace = current_app._get_current_object(), Pace(per_second)

    def one(collection_id: int):
        pace.wait()
        with app.app_context():
            try:
                return _outcome(collection_id, day)
            finally:
                release()

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="charges") as pool:
        _tell(pool.map(one, ids), len(ids), counts, failed, progress)


def _outcome(collection_id: int, day: date):
    try:
        return collection_id, collecting.collect(collection_id, day), None
    except Exception as error:
        return collection_id, "failed", error


def _tell(outcomes, total: int, counts: Counter, failed, progress) -> None:
    for done, (collection_id, outcome, error) in enumerate(outcomes, start=1):
        if error is None:
            counts[outcome] += 1
        else:
            failed(f"collection {collection_id}", error)
        progress("charges", done, total)
