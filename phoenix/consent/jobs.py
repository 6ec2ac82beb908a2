"""Timed work of this room: proofs leave when they have served their time."""

from __future__ import annotations

from datetime import date

from phoenix.consent import service


def forget(_day: date | None) -> None:
    """Delete old proofs."""
    service.forget_old_proofs()


HANDLERS: dict = {}
EVERY_DAY = [forget]
