"""Jobs of this room: the billing run, every hour, or for the day that a demo's clock has come to; links to end a contract."""

from __future__ import annotations

import logging
from datetime import date

from phoenix.subscriptions import ending
from phoenix.subscriptions.run import run

logger = logging.getLogger("phoenix.billing")


def bill(day: date | None = None) -> None:
    """Do everything due on or before `day`; None: today in each country."""
    report = run(day)
    if report.counts or report.failures:
        logger.info("billing run: %s; %s failed", dict(report.counts), len(report.failures))


HANDLERS = {ending.LETTER: ending.letter}
EVERY_DAY = [bill]
