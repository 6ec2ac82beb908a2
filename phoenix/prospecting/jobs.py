"""The outbox job of this room, and what it forgets by itself."""

from __future__ import annotations

from datetime import date

from phoenix.prospecting import letters, mails, opposition, profiling, sharing


def forget(_day: date | None) -> None:
    """Oppositions after three years, profiles after one."""
    opposition.forget_old()
    profiling.forget_old()
    sharing.forget_old()


HANDLERS = {letters.JOB: mails.letter}
EVERY_DAY = [forget]
