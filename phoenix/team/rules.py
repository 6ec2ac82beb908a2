"""Who of the staff may do what, on plain values: roles, and how long a sign-in lasts."""

from __future__ import annotations

from datetime import timedelta

ADMIN = "admin"
SALES = "sales"
SUPPORT = "support"
ACCOUNTING = "accounting"
TRANSLATOR = "translator"
ROLES = (ADMIN, SALES, SUPPORT, ACCOUNTING, TRANSLATOR)

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
FIRST_STEP_LASTS = timedelta(minutes=10)


class UnknownRole(ValueError):
    """There is no such role."""


def checked_roles(asked) -> list[str]:
    """The roles asked for, each once and in the order of ROLES; UnknownRole, also for none at all."""
    asked = set(asked)
    if not asked or asked - set(ROLES):
        raise UnknownRole(", ".join(sorted(asked - set(ROLES))))
    return [role for role in ROLES if role in asked]


def may(held, wanted) -> bool:
    """Whether roles `held` open what is for `wanted`: nothing wanted is for all, and admin opens all."""
    return not wanted or ADMIN in held or bool(set(held) & set(wanted))
