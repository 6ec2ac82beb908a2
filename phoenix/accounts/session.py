"""Who is signed in: one row per browser, read by one query, ended from anywhere (clause 3.1f).

The browser's cookie holds a random secret, the row only its hash. Flask-Login gives
`current_user`; its own cookies are not used.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Flask, request, session
from flask_login import AnonymousUserMixin, LoginManager

from phoenix.accounts import live_session
from phoenix.accounts.models import LoginSession, Person
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.values import frozen

IDLE = timedelta(days=14)
LONGEST = timedelta(days=90)
TOUCH_EVERY = timedelta(minutes=5)
COOKIE_KEY = "login"
KEPT_AT_SIGN_IN = ("cart",)


@frozen
class Visit:
    """Where a request comes from: what the sign-in history and the evidence keep."""

    address: str
    user_agent: str


class Login(LoginManager):
    """Flask-Login without its own cookies: no fingerprint of the browser needs computing at each request."""

    def _session_protection_failed(self) -> bool:
        return False


class Visitor(AnonymousUserMixin):
    """Somebody who is not signed in."""

    id = None
    organisation_id = None
    organisation = None
    login_session = None


def this_visit() -> Visit:
    """The address and browser of the present request."""
    return Visit(request.remote_addr or "", (request.user_agent.string or "")[:250])


def signed_in_person(_request=None) -> Person | None:
    """The person of the browser's live session, with organisation and session, or None."""
    token = session.get(COOKIE_KEY)
    if not isinstance(token, str):
        return None
    now = clock.now()
    row = live_session.find(_hash(token), now - IDLE, now - LONGEST)
    if row is None:
        return None
    _touch(row, now)
    row.person.login_session = row
    return row.person


def begin(person: Person, visit: Visit) -> None:
    """Sign a person in on this browser under a fresh secret; only the cart stays of before."""
    token = secrets.token_urlsafe(32)
    kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
    with transaction():
        _end(session.get(COOKIE_KEY))
        LoginSession.create(
            person=person,
            token_hash=_hash(token),
            created_at=clock.now(),
            last_seen_at=clock.now(),
            address=visit.address,
            user_agent=visit.user_agent,
        )
    session.clear()
    session.update(kept)
    session[COOKIE_KEY] = token


def end_here() -> None:
    """Sign out of this browser: the row ends and the cookie forgets everything."""
    with transaction():
        _end(session.get(COOKIE_KEY))
    session.clear()


def end_one(person_id: int, session_id: int) -> bool:
    """End a session of one's own; False when it is not one's own or has ended."""
    live = LoginSession.ended_at.is_null()
    mine = (LoginSession.id == session_id) & (LoginSession.person == person_id)
    return bool(LoginSession.update(ended_at=clock.now()).where(mine, live).execute())


def end_others(person_id: int, kept_id: int | None) -> int:
    """End all sessions of a person but one (or none); how many ended."""
    others = (LoginSession.person == person_id) & LoginSession.ended_at.is_null()
    if kept_id is not None:
        others &= LoginSession.id != kept_id
    return LoginSession.update(ended_at=clock.now()).where(others).execute()


def live_sessions(person_id: int) -> list[LoginSession]:
    """The browsers that are signed in, the last seen first."""
    mine = LoginSession.select().where(LoginSession.person == person_id, *_alive())
    return list(mine.order_by(LoginSession.last_seen_at.desc()))


def carry_over(delta: timedelta) -> None:
    """The demo's clock jumps by `delta`: who is signed in was not away. In the caller's transaction."""
    for row in LoginSession.select().where(*_alive()):
        moved = {"created_at": row.created_at + delta, "last_seen_at": row.last_seen_at + delta}
        LoginSession.update(**moved).where(LoginSession.id == row.id).execute()


def _alive() -> tuple:
    now = clock.now()
    return (
        LoginSession.ended_at.is_null(),
        LoginSession.last_seen_at > now - IDLE,
        LoginSession.created_at > now - LONGEST,
    )


def _touch(row: LoginSession, now: datetime) -> None:
    if now - row.last_seen_at < TOUCH_EVERY:
        return
    with transaction():
        LoginSession.update(last_seen_at=now).where(LoginSession.id == row.id).execute()


def _end(token) -> None:
    if isinstance(token, str):
        ended = LoginSession.update(ended_at=clock.now())
        ended.where(LoginSession.token_hash == _hash(token), LoginSession.ended_at.is_null()).execute()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def init_app(app: Flask) -> None:
    """Give pages their `current_user`."""
    manager = Login()
    manager.anonymous_user = Visitor
    manager.request_loader(signed_in_person)
    manager.init_app(app)
