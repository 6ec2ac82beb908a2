"""The outbox job of this room, and what it forgets by itself."""

from __future__ import annotations

from datetime import date

from phoenix.prospecting import letters, mails, opposition, profiling, sharing


def forget(_day: date | None) -> None:
    """Oppositions after three years, profiles after one."""
    opposition.forget_old()
    profiling.forget_old()
    sharing.forget_old()


def look_again(_day: date | None) -> None:
    """Consents that ended by a way that told nobody: an opposition by letter, an address that changed (clause 10.2)."""
    sharing.look_again()


HANDLERS = {letters.JOB: mails.letter}
EVERY_DAY = [forget, look_again]
