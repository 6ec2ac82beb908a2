"""The staff's sign-in: a password, then always a one-time code (clauses 3.1f, 14b).

Attempts are counted and kept with the customers' ones, under keys of their own.
"""

from __future__ import annotations

from phoenix.accounts import guarding, passwords, totp
from phoenix.accounts.models import SignIn
from phoenix.accounts.rules import email_key
from phoenix.accounts.session import Visit
from phoenix.accounts.signing_in import WrongCode, WrongSignIn
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.team import audit
from phoenix.team.models import StaffCode, StaffMember
from phoenix.team.service import subject_of


def check_password(email: str, password: str, visit: Visit) -> tuple[StaffMember, SignIn]:
    """The member of an address and password, and the attempt; WrongSignIn, TooMany.

    Known or not, an address costs the same: one look-up, one recorded attempt, one argon2 run.
    """
    here = (StaffMember.email_key == email_key(email)) & StaffMember.disabled_at.is_null()
    member = StaffMember.get_or_none(here)
    attempt = guarding.begin_attempt(guarding.SIGN_IN, _key(member, email), visit)
    if not passwords.matches(member.password_hash if member else None, password):
        raise WrongSignIn()
    if passwords.is_outdated(member.password_hash):
        rehash = StaffMember.update(password_hash=passwords.hash_of(password))
        rehash.where(StaffMember.id == member.id).execute()
    return member, attempt


def check_code(member: StaffMember, typed: str, visit: Visit) -> None:
    """Accept the telephone's code or a recovery code, each once; WrongCode, TooMany."""
    attempt = guarding.begin_attempt(guarding.CODE, _key(member, ""), visit)
    with transaction():
        if not (_use_step(member, typed) or _use_recovery_code(member, typed)):
            raise WrongCode()
        guarding.succeeded(attempt)
        _succeed(member)


def prepare_telephone(member: StaffMember) -> str:
    """The secret to show for the telephone, kept until it is confirmed by a code."""
    if member.totp_secret is None:
        unset = (StaffMember.id == member.id) & StaffMember.totp_secret.is_null()
        StaffMember.update(totp_secret=totp.new_secret()).where(unset).execute()
        member.totp_secret = StaffMember.get_by_id(member.id).totp_secret
    return member.totp_secret


def enrol(member: StaffMember, typed: str, visit: Visit) -> list[str]:
    """Take the telephone whose code was typed; the recovery codes, shown once. WrongCode, TooMany."""
    attempt = guarding.begin_attempt(guarding.CODE, _key(member, ""), visit)
    with transaction():
        if not _use_step(member, typed):
            raise WrongCode()
        fresh = (StaffMember.id == member.id) & StaffMember.totp_confirmed_at.is_null()
        if not StaffMember.update(totp_confirmed_at=clock.now()).where(fresh).execute():
            raise WrongCode()
        guarding.succeeded(attempt)
        _succeed(member)
        audit.record("staff_telephone", subject_of(member), by=member)
        return _new_codes(member)


def renew_codes(member: StaffMember) -> list[str]:
    """Ten new recovery codes, shown once; the old ones are void."""
    with transaction():
        audit.record("staff_codes", subject_of(member), by=member)
        return _new_codes(member)


def codes_left(member: StaffMember) -> int:
    """How many recovery codes have not served."""
    return StaffCode.select().where(StaffCode.member == member, StaffCode.used_at.is_null()).count()


def history(member: StaffMember, limit: int = 20) -> list[SignIn]:
    """The member's last sign-ins and refusals, the latest first."""
    told = SignIn.kind.in_((guarding.SIGN_IN, guarding.CODE))
    mine = SignIn.select().where(SignIn.account_key == _key(member, ""), told)
    mine = mine.where((SignIn.kind == guarding.SIGN_IN) | ~SignIn.succeeded)
    return list(mine.order_by(SignIn.at.desc(), SignIn.id.desc()).limit(limit))


def _key(member: StaffMember | None, typed: str) -> str:
    return f"staff:{member.id}" if member else guarding.hashed("staff", typed)


def _succeed(member: StaffMember) -> None:
    """The password that began this sign-in was a good one, now that the code is too."""
    attempt = member.staff_session.attempt if member.staff_session else None
    if attempt:
        SignIn.update(succeeded=True).where(SignIn.id == attempt).execute()


def _use_step(member: StaffMember, typed: str) -> bool:
    step = totp.matching_step(member.totp_secret or "", typed, clock.outside(), member.totp_last_step)
    if step is None:
        return False
    unused = (StaffMember.id == member.id) & (StaffMember.totp_last_step < step)
    return bool(StaffMember.update(totp_last_step=step).where(unused).execute())


def _use_recovery_code(member: StaffMember, typed: str) -> bool:
    unused = (StaffCode.member == member) & StaffCode.used_at.is_null()
    mine = unused & (StaffCode.code_hash == totp.recovery_hash(typed))
    return bool(StaffCode.update(used_at=clock.now()).where(mine).execute())


def _new_codes(member: StaffMember) -> list[str]:
    StaffCode.delete().where(StaffCode.member == member).execute()
    codes = totp.new_recovery_codes()
    for code in codes:
        StaffCode.create(member=member, code_hash=totp.recovery_hash(code), created_at=clock.now())
    return codes
