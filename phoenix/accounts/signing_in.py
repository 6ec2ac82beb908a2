"""Signing in: password, then a code where the account asks for one (clauses 3.1f, 14b)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session

from phoenix.accounts import guarding, mails, passwords, totp
from phoenix.accounts import session as login_session
from phoenix.accounts.models import Organisation, Person, RecoveryCode, SignIn
from phoenix.accounts.service import person_named
from phoenix.accounts.session import Visit
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.events import SignedIn, emit

SECOND_STEP_LASTS = timedelta(minutes=10)
SECOND_STEP = "second_step"


class WrongSignIn(Exception):
    """Name and password do not go together: nothing more is told."""


class WrongCode(Exception):
    """The one-time code is not the present one, or was used."""


def check_password(name: str, password: str, visit: Visit) -> tuple[Person, SignIn]:
    """The person of a username or address and password, and the attempt; WrongSignIn, TooMany.

    Known or not, a name costs the same: one look-up, one recorded attempt, one argon2 run.
    """
    person = person_named(name)
    key = guarding.account_key(person, name)
    attempt = guarding.begin_attempt(guarding.SIGN_IN, key, visit, person)
    if not passwords.matches(person.password_hash if person else None, password):
        raise WrongSignIn()
    if passwords.is_outdated(person.password_hash):
        rehash = Person.update(password_hash=passwords.hash_of(password))
        rehash.where(Person.id == person.id).execute()
    return person, attempt


def enter(person: Person, attempt: SignIn | None, visit: Visit, cart_key: str | None = None) -> None:
    """Begin the session, tell the other rooms, and warn the owner of an unknown browser."""
    cart_key = session.get("cart") or cart_key
    with transaction():
        if not guarding.is_familiar(person, visit):
            mails.new_browser(person, visit)
        if attempt:
            guarding.succeeded(attempt)
        else:
            guarding.record_entry(person, visit)
        if cart_key:
            session["cart"] = cart_key
        login_session.begin(person, visit)
        emit(SignedIn(person.id, person.organisation_id, cart_key))


def wait_for_code(person: Person, attempt: SignIn, go_to: str | None) -> None:
    """Remember, in this browser, who still owes a code."""
    session[SECOND_STEP] = {
        "person": person.id,
        "attempt": attempt.id,
        "password": passwords.fingerprint(person.password_hash),
        "until": (clock.now() + SECOND_STEP_LASTS).isoformat(),
        "next": go_to,
    }


def waiting() -> tuple[Person, SignIn, str | None] | None:
    """Who owes a code in this browser, the attempt and where to go; None when it took too long."""
    kept = session.get(SECOND_STEP)
    if not kept or datetime.fromisoformat(kept["until"]) < clock.now():
        return None
    person = Person.select(Person, Organisation).join(Organisation).where(Person.id == kept["person"]).first()
    attempt = SignIn.get_or_none(SignIn.id == kept["attempt"])
    if not person or not attempt or passwords.fingerprint(person.password_hash) != kept["password"]:
        return None
    return person, attempt, kept["next"]


def check_code(person: Person, typed: str, visit: Visit) -> None:
    """Accept the telephone's code or a recovery code, each once; WrongCode, TooMany."""
    key = guarding.account_key(person, person.username)
    attempt = guarding.begin_attempt(guarding.CODE, key, visit, person)
    with transaction():
        if not (_use_step(person, typed) or _use_recovery_code(person, typed)):
            raise WrongCode()
        guarding.succeeded(attempt)


def confirm_password(person: Person, password: str, visit: Visit) -> None:
    """A sensitive change shows the password once more; WrongSignIn, TooMany."""
    key = guarding.account_key(person, person.username)
    attempt = guarding.begin_attempt(guarding.PASSWORD, key, visit, person)
    if not passwords.matches(person.password_hash, password):
        raise WrongSignIn()
    guarding.succeeded(attempt)


def _use_step(person: Person, typed: str) -> bool:
    step = totp.matching_step(person.totp_secret or "", typed, clock.outside(), person.totp_last_step)
    if step is None:
        return False
    unused = (Person.id == person.id) & (Person.totp_last_step < step)
    return bool(Person.update(totp_last_step=step).where(unused).execute())


def _use_recovery_code(person: Person, typed: str) -> bool:
    unused = (RecoveryCode.person == person) & RecoveryCode.used_at.is_null()
    mine = unused & (RecoveryCode.code_hash == totp.recovery_hash(typed))
    return bool(RecoveryCode.update(used_at=clock.now()).where(mine).execute())
