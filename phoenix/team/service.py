"""Who belongs to the staff: joining by a link that serves once, roles, leaving."""

from __future__ import annotations

import peewee

from phoenix.accounts import links, passwords
from phoenix.accounts.links import STAFF, DeadLink
from phoenix.accounts.rules import check_email, email_key
from phoenix.config import settings
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.team import audit, mails, session
from phoenix.team.models import StaffCode, StaffMember
from phoenix.team.rules import ADMIN, checked_roles


class Taken(Exception):
    """The address is a member's already."""


class LastAdmin(Exception):
    """Nobody who can sign in would administer any more."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the roles since they were shown."""


class NoSuchMember(Exception):
    """Nobody of the staff has this address."""


def add(email: str, name: str, roles, language: str = "fr") -> StaffMember:
    """A new member, who still needs a password; UnknownRole, Refused (the address), Taken."""
    address, held = check_email(email), checked_roles(roles)
    try:
        with transaction():
            member = StaffMember.create(
                email=address, email_key=email_key(address), name=name, roles=held, language=language,
                created_at=clock.now(),
            )
            audit.record("staff_added", subject_of(member), after={"name": name, "roles": held})
    except peewee.IntegrityError:
        raise Taken() from None
    return member


def join(email: str, name: str, roles, language: str = "fr") -> StaffMember:
    """Add a member who gets the link by mail; UnknownRole, Refused (the address), Taken."""
    with transaction():
        member = add(email, name, roles, language)
        mails.link(member, password_link(member))
        return member


def named(email: str) -> StaffMember:
    """The member of an address, whatever the case; NoSuchMember."""
    member = StaffMember.get_or_none(StaffMember.email_key == email_key(email))
    if member is None:
        raise NoSuchMember()
    return member


def everybody() -> list[StaffMember]:
    """All members, those who left last."""
    return list(StaffMember.select().order_by(StaffMember.disabled_at.is_null(False), StaffMember.name))


def subject_of(member: StaffMember) -> str:
    """How the log names a member."""
    return f"staff:{member.email}"


def password_link(member: StaffMember) -> str:
    """The address where the member chooses a password; dead after three days, or once used."""
    token = links.sign(settings().secret_key, STAFF, {"member": member.id, "state": _state(member)})
    return f"{settings().base_url}/equipe/mot-de-passe/{token}"


def member_of_link(token: str) -> StaffMember:
    """Whose password the link sets; DeadLink when used, too old, or of one who left."""
    payload = links.read(settings().secret_key, STAFF, token)
    member = StaffMember.get_or_none(StaffMember.id == payload["member"], StaffMember.disabled_at.is_null())
    if member is None or _state(member) != payload["state"]:
        raise DeadLink()
    return member


def invite(member: StaffMember) -> None:
    """Mail the link by which a member chooses a password, in their language; dead after three days, or once used."""
    with transaction():
        mails.link(member, password_link(member))
        audit.record("staff_link", subject_of(member))


def set_password(token: str, password: str) -> StaffMember:
    """Replace the password by a link; every browser is signed out. DeadLink."""
    member, new_hash = member_of_link(token), passwords.hash_of(password)
    with transaction():
        unchanged = (StaffMember.id == member.id) & _same(StaffMember.password_hash, member.password_hash)
        if not StaffMember.update(password_hash=new_hash).where(unchanged).execute():
            raise DeadLink()
        session.end_all(member)
        audit.record("staff_password", subject_of(member), by=member)
    return member


def change_roles(member: StaffMember, roles, shown: list[str] | None = None) -> None:
    """Give a member these roles instead of the former ones, `shown` where a page showed them.

    UnknownRole, ChangedMeanwhile, LastAdmin.
    """
    held = checked_roles(roles)
    with transaction():
        row = _locked(member)
        if shown is not None and shown != row.roles:
            raise ChangedMeanwhile()
        if ADMIN in row.roles and ADMIN not in held:
            _keep_an_admin(member)
        StaffMember.update(roles=held).where(StaffMember.id == member.id).execute()
        audit.record("staff_roles", subject_of(member), {"roles": row.roles}, {"roles": held})
    member.roles = held


def disable(member: StaffMember) -> None:
    """The member leaves: signed out at once, no sign-in any more; what was done stays in the log. LastAdmin."""
    with transaction():
        row = _locked(member)
        if row.disabled_at is None:
            if ADMIN in row.roles:
                _keep_an_admin(member)
            StaffMember.update(disabled_at=clock.now()).where(StaffMember.id == member.id).execute()
            session.end_all(member)
            audit.record("staff_disabled", subject_of(member))


def _locked(member: StaffMember) -> StaffMember:
    """The member as they are now; nobody else changes who administers until this transaction ends."""
    rows = {row.id: row for row in for_update(StaffMember.select().order_by(StaffMember.id))}
    return rows[member.id]


def _keep_an_admin(leaving: StaffMember) -> None:
    """LastAdmin when nobody else who has a password and has not left administers."""
    others = StaffMember.select().where(
        StaffMember.id != leaving.id, StaffMember.disabled_at.is_null(), StaffMember.password_hash.is_null(False)
    )
    if not any(ADMIN in row.roles for row in others):
        raise LastAdmin()


def enable(member: StaffMember) -> None:
    """The member comes back, with the same password and telephone."""
    with transaction():
        gone = (StaffMember.id == member.id) & StaffMember.disabled_at.is_null(False)
        if StaffMember.update(disabled_at=None).where(gone).execute():
            audit.record("staff_enabled", subject_of(member))


def forget_telephone(member: StaffMember) -> None:
    """A lost telephone: the next sign-in enrols another one."""
    with transaction():
        gone = {"totp_secret": None, "totp_confirmed_at": None, "totp_last_step": 0}
        StaffMember.update(**gone).where(StaffMember.id == member.id).execute()
        StaffCode.delete().where(StaffCode.member == member).execute()
        session.end_all(member)
        audit.record("staff_telephone_forgotten", subject_of(member))


def choose_language(member: StaffMember, language: str) -> None:
    """The language of the staff's pages for this member."""
    StaffMember.update(language=language).where(StaffMember.id == member.id).execute()


def _state(member: StaffMember) -> str:
    return passwords.fingerprint(member.password_hash) if member.password_hash else ""


def _same(field, value):
    return field.is_null() if value is None else field == value
