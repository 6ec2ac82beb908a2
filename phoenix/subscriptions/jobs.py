"""Jobs of this room: the billing run, every hour, or for the day that a demo's clock has come to; links to end a contract."""

from __future__ import annotations

import logging
import threading
from datetime import date

from phoenix.subscriptions import ending
from phoenix.subscriptions.run import run

logger = logging.getLogger("phoenix.billing")
_one_at_a_time = threading.Lock()


def bill(day: date | None = None) -> None:
    """Do everything due on or before `day`; None: today in each country.

    A run that takes longer than an hour is not joined by the next: mails keep a thread to leave by.
    """
    if not _one_at_a_time.acquire(blocking=False):
        logger.warning("the billing run before is still at work")
        return
    try:
        report = run(day)
    finally:
        _one_at_a_time.release()
    if report.counts or report.failures:
        logger.info("billing run: %s; %s failed", dict(report.counts), len(report.failures))


HANDLERS = {ending.LETTER: ending.letter}
EVERY_DAY = [bill]
