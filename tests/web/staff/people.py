"""Members of the staff, and their sign-in through the real forms."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pyotp
from tests.filled import Shown, see

from phoenix.accounts.passwords import hash_of
from phoenix.accounts.totp import STEP
from phoenix.kernel import clock
from phoenix.team.models import StaffMember

PASSWORD = "parasol-bitume-girafe-71"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_count = itertools.count(1)
_hashed = []


def member(*roles: str, **changes) -> StaffMember:
    """Somebody with these roles, a password and an enrolled telephone."""
    if not _hashed:
        _hashed.append(hash_of(PASSWORD))
    email = f"equipe{next(_count)}@demo.example"
    values = {
        "email": email, "email_key": email, "name": "Aïcha Martin", "roles": list(roles),
        "password_hash": _hashed[0], "totp_secret": SECRET, "totp_confirmed_at": clock.now(), "created_at": clock.now(),
    }
    return StaffMember.create(**{**values, **changes})


def code(secret: str = SECRET, later: timedelta = timedelta()) -> str:
    """What the telephone shows now, or a little later."""
    return pyotp.TOTP(secret).generate_otp(int((clock.outside() + later).timestamp()) // STEP)


def give_password(client, who: StaffMember, password: str = PASSWORD) -> Shown:
    """The first step."""
    return see(client, "/equipe/connexion").submit("/connexion", email=who.email, password=password)


def sign_in(client, who: StaffMember) -> Shown:
    """Both steps; the page one arrives at."""
    StaffMember.update(totp_last_step=0).where(StaffMember.id == who.id).execute()
    return give_password(client, who).submit("/connexion/code", code=code())


def staff(client, *roles: str) -> StaffMember:
    """A member with these roles, signed in."""
    who = member(*roles)
    assert sign_in(client, who).status == 200
    return who
