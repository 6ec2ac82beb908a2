"""How long this room keeps a form whose address is never confirmed; the rest is in privacy/retention.py."""

from __future__ import annotations

from datetime import timedelta

from phoenix.accounts.models import PendingSignUp
from phoenix.kernel import clock

UNCONFIRMED = timedelta(days=7)


def forget_stale() -> int:
    """Delete forms that have served their time; how many. Safe to run at any moment."""
    return PendingSignUp.delete().where(PendingSignUp.created_at < clock.now() - UNCONFIRMED).execute()
