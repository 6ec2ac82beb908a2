"""Passwords replaced, one-time codes switched on and off, sign-ins looked back at (clause 3.1f)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from phoenix.accounts import guarding, links, mails, passwords, totp
from phoenix.accounts import session as login_session
from phoenix.accounts.links import RESET, DeadLink
from phoenix.accounts.models import Organisation, Person, RecoveryCode, SignIn
from phoenix.accounts.profile import record
from phoenix.accounts.session import Visit
from phoenix.accounts.signing_in import WrongCode
from phoenix.config import settings
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.outbox.service import enqueue

RESET_LETTER = "accounts.reset"
HISTORY = timedelta(days=365)


def change_password(person: Person, password: str, visit: Visit) -> None:
    """Replace the password; every other browser is signed out, the owner told by mail."""
    kept = person.login_session.id if person.login_session else None
    _set_password(person, passwords.hash_of(password), kept, visit)


def ask_for_reset(email: str, visit: Visit) -> None:
    """Owe a link if the address has an account; the worker looks, so the answer tells nothing."""
    guarding.ask_for_mail(email, visit)
    with transaction():
        enqueue(RESET_LETTER, {"email": email}, key=f"reset:{secrets.token_hex(8)}")


def reset_letter(payload: dict) -> None:
    """Outbox handler: mail the link to the owner of the address, if there is one."""
    mine = (Person.email_key == payload["email"].strip().lower()) & Organisation.closed_at.is_null()
    person = Person.select(Person, Organisation).join(Organisation).where(mine).first()
    if person:
        mails.reset_password(person, reset_token(person))


def reset_token(person: Person) -> str:
    """A link's token that dies with the password it replaces."""
    mark = passwords.fingerprint(person.password_hash)
    return links.sign(settings().secret_key, RESET, {"person": person.id, "password": mark})


def person_of_reset(token: str) -> Person:
    """Whose password the link replaces; DeadLink when used or too old."""
    payload = links.read(settings().secret_key, RESET, token)
    mine = (Person.id == payload["person"]) & Organisation.closed_at.is_null()
    person = Person.select(Person, Organisation).join(Organisation).where(mine).first()
    if person is None or passwords.fingerprint(person.password_hash) != payload["password"]:
        raise DeadLink()
    return person


def reset_password(token: str, password: str, visit: Visit) -> None:
    """Replace a forgotten password, once for each link; all browsers are signed out. DeadLink."""
    new_hash = passwords.hash_of(password)
    with transaction():
        for_update(Person.select(Person.id).where(Person.id == person_of_reset(token).id)).first()
        _set_password(person_of_reset(token), new_hash, None, visit)


def prepare_totp(person: Person) -> str:
    """The secret to show for the telephone, kept until it is confirmed by a code."""
    if person.totp_secret is None:
        secret = totp.new_secret()
        unset = (Person.id == person.id) & Person.totp_secret.is_null()
        Person.update(totp_secret=secret).where(unset).execute()
        person.totp_secret = Person.get_by_id(person.id).totp_secret
    return person.totp_secret


def switch_totp_on(person: Person, typed: str, visit: Visit) -> list[str]:
    """Ask for codes from now on; the recovery codes, shown once. WrongCode leaves all as it was."""
    step = totp.matching_step(person.totp_secret or "", typed, clock.outside(), person.totp_last_step)
    if step is None:
        raise WrongCode()
    with transaction():
        Person.update(totp_confirmed_at=clock.now(), totp_last_step=step).where(
            Person.id == person.id
        ).execute()
        codes = _new_codes(person)
        record(person, {"totp": ("off", "on")}, visit)
        mails.totp_changed(person, on=True)
    return codes


def switch_totp_off(person: Person, visit: Visit) -> None:
    """The password alone signs in again; the secret and the recovery codes are forgotten."""
    with transaction():
        gone = {"totp_secret": None, "totp_confirmed_at": None, "totp_last_step": 0}
        Person.update(**gone).where(Person.id == person.id).execute()
        RecoveryCode.delete().where(RecoveryCode.person == person).execute()
        record(person, {"totp": ("on", "off")}, visit)
        mails.totp_changed(person, on=False)


def renew_recovery_codes(person: Person, visit: Visit) -> list[str]:
    """Ten new codes, shown once; the old ones are void."""
    with transaction():
        record(person, {"recovery_codes": ("", "renewed")}, visit)
        return _new_codes(person)


def codes_left(person: Person) -> int:
    """How many recovery codes have not served."""
    mine = RecoveryCode.select().where(RecoveryCode.person == person, RecoveryCode.used_at.is_null())
    return mine.count()


def sign_in_history(person: Person, limit: int = 20) -> list[SignIn]:
    """The last sign-ins and refusals of the past twelve months."""
    mine = SignIn.select().where(
        SignIn.person == person,
        SignIn.kind.in_((guarding.SIGN_IN, guarding.CODE)),
        (SignIn.kind == guarding.SIGN_IN) | ~SignIn.succeeded,
        SignIn.at > clock.now() - HISTORY,
    )
    return list(mine.order_by(SignIn.at.desc(), SignIn.id.desc()).limit(limit))


def _set_password(person: Person, new_hash: str, kept_session: int | None, visit: Visit) -> None:
    with transaction():
        Person.update(password_hash=new_hash).where(Person.id == person.id).execute()
        login_session.end_others(person.id, kept_session)
        record(person, {"password": ("", "changed")}, visit)
        mails.password_changed(person)


def _new_codes(person: Person) -> list[str]:
    RecoveryCode.delete().where(RecoveryCode.person == person).execute()
    codes = totp.new_recovery_codes()
    for code in codes:
        RecoveryCode.create(person=person, code_hash=totp.recovery_hash(code), created_at=clock.now())
    return codes
