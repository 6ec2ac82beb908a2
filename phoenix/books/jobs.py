"""The worker's part: payments and invoices are looked through every day, and when a statement was read."""

from __future__ import annotations

from datetime import date

from phoenix.books import reconciling
from phoenix.kernel import clock
from phoenix.outbox.service import enqueue

LOOK = "books.look"


def owe_look(day: date | None = None) -> None:
    """Once for each day, however often it is called."""
    day = day or clock.today("Europe/Paris")
    enqueue(LOOK, {}, key=f"{LOOK}:{day}")


def look(_payload: dict) -> None:
    """Outbox handler, safe to repeat."""
    reconciling.look()


HANDLERS = {LOOK: look}
EVERY_DAY = (owe_look,)
