"""What this room forgets by itself: forms never confirmed, security logs after twelve months."""

from __future__ import annotations

from datetime import timedelta

from phoenix.accounts.models import LoginSession, PendingSignUp, SignIn
from phoenix.accounts.session import LONGEST
from phoenix.kernel import clock

UNCONFIRMED = timedelta(days=7)
SECURITY_LOG = timedelta(days=365)


def forget_stale() -> int:
    """Delete what has served its time; how many rows went. Safe to run at any moment."""
    now = clock.now()
    stale = (
        PendingSignUp.delete().where(PendingSignUp.created_at < now - UNCONFIRMED),
        SignIn.delete().where(SignIn.at < now - SECURITY_LOG),
        LoginSession.delete().where(LoginSession.created_at < now - max(SECURITY_LOG, LONGEST)),
    )
    return sum(query.execute() for query in stale)
