"""Timed work of this room, found by the worker."""

from __future__ import annotations

import logging

from phoenix.kernel import clock
from phoenix.payments import withholding
from phoenix.payments.expiring import announce
from phoenix.payments.returning import give_back
from phoenix.payments.sweep import stuck, sweep

logger = logging.getLogger("phoenix.payments")


def report_stuck() -> None:
    """Once an hour, say which attempts someone must look at."""
    now = clock.now()
    if now.minute != 0:
        return
    for attempt in stuck(now):
        logger.error("attempt %s is %s since %s", attempt.key, attempt.reached, attempt.submitted_at)


HANDLERS = {"payments.return": give_back}
EVERY_MINUTE = [sweep, announce, report_stuck]
EVERY_DAY = [withholding.daily]
