"""Which member of the staff is at this browser: a cookie of its own, for /equipe alone.

The cookie holds a random secret, the row only its hash. The customers' sign-in knows nothing of it.
After the password the session is there but shut; the one-time code opens a new one.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Response, g, has_request_context, request

from phoenix.accounts.session import Visit
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.team.models import StaffMember, StaffSession
from phoenix.team.rules import FIRST_STEP_LASTS, IDLE, LONGEST

COOKIE = "phoenix_staff"
PATH = "/equipe"
TOUCH_EVERY = timedelta(minutes=2)


def current_member() -> StaffMember | None:
    """The member signed in at this browser, both proofs given; None for everyone else."""
    found = _found()
    return found if found and found.staff_session.opened_at else None


def half_way() -> StaffMember | None:
    """The member who gave a password here within ten minutes, and still owes the code."""
    found = _found()
    return found if found and not found.staff_session.opened_at else None


def begin(member: StaffMember, visit: Visit, response: Response, attempt: int | None = None, opened: bool = False) -> None:
    """Give this browser a fresh secret, shut until `opened`; the one it had ends."""
    token, now = secrets.token_urlsafe(32), clock.now()
    with transaction():
        end_token(request.cookies.get(COOKIE))
        StaffSession.create(
            member=member,
            token_hash=_hash(token),
            attempt=attempt,
            created_at=now,
            opened_at=now if opened else None,
            last_seen_at=now,
            address=visit.address,
            user_agent=visit.user_agent,
        )
    response.set_cookie(
        COOKIE, token, path=PATH, httponly=True, samesite="Lax", secure=settings().secure, max_age=LONGEST
    )


def end_here(response: Response) -> None:
    """Sign out of this browser."""
    with transaction():
        end_token(request.cookies.get(COOKIE))
    response.delete_cookie(COOKIE, path=PATH)
    g.pop("staff_member", None)


def end_all(member: StaffMember) -> int:
    """Sign a member out everywhere, in the caller's transaction; how many browsers."""
    live = (StaffSession.member == member) & StaffSession.ended_at.is_null()
    return StaffSession.update(ended_at=clock.now()).where(live).execute()


def end_token(token: str | None) -> None:
    """End the session of a secret, if it is one."""
    if token:
        live = (StaffSession.token_hash == _hash(token)) & StaffSession.ended_at.is_null()
        StaffSession.update(ended_at=clock.now()).where(live).execute()


def carry_over(delta: timedelta) -> None:
    """The demo's clock jumps by `delta`: who is signed in was not away. In the caller's transaction."""
    for row in StaffSession.select().where(StaffSession.ended_at.is_null(), StaffSession.created_at > clock.now() - LONGEST):
        moved = {"created_at": row.created_at + delta, "last_seen_at": row.last_seen_at + delta}
        StaffSession.update(**moved).where(StaffSession.id == row.id).execute()


def forget_ended() -> int:
    """Delete sessions that ended or died of age a year ago; how many."""
    return StaffSession.delete().where(StaffSession.created_at < clock.now() - timedelta(days=365)).execute()


def _found() -> StaffMember | None:
    if not has_request_context():
        return None
    if "staff_member" not in g:
        g.staff_member = _of_token(request.cookies.get(COOKIE))
    return g.staff_member


def _of_token(token: str | None) -> StaffMember | None:
    if not token:
        return None
    now = clock.now()
    row = (
        StaffSession.select(StaffSession, StaffMember)
        .join(StaffMember)
        .where(
            StaffSession.token_hash == _hash(token),
            StaffSession.ended_at.is_null(),
            StaffSession.last_seen_at > now - IDLE,
            StaffSession.created_at > now - LONGEST,
            StaffMember.disabled_at.is_null(),
        )
        .first()
    )
    if row is None or (row.opened_at is None and row.created_at < now - FIRST_STEP_LASTS):
        return None
    if row.opened_at and now - row.last_seen_at > TOUCH_EVERY:
        with transaction():
            StaffSession.update(last_seen_at=now).where(StaffSession.id == row.id).execute()
    row.member.staff_session = row
    return row.member


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
