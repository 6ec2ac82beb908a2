"""What the partner agreement says, on plain values: who may ask, notices, levels, rates (clauses 2c, 4.1d)."""

from __future__ import annotations

from datetime import date, timedelta

from phoenix.catalogue.discounts import WHOLE
from phoenix.kernel.terms import months_on

NOTICE_MONTHS = 3  # article 8.1 of the partner agreement
WARNED_BEFORE = timedelta(days=15)
STANDARD, SILVER, GOLD = LEVELS = ("standard", "silver", "gold")
MOST = 9_000  # basis points: a rate above it is a slip of the pen


class Refused(ValueError):
    """The software does not do it now; the kind of error says why."""


class NotProfessional(Refused):
    """The agreement is for professional organisations (its article 1.1)."""


class MayNotBind(Refused):
    """The person's address is not confirmed, or the account is suspended or closed."""


class AlreadyAsked(Refused):
    """An application is open: one at a time."""


class AlreadyPartner(Refused):
    """The organisation is a partner."""


class NotOpen(Refused):
    """It was settled meanwhile, by another member or by the customer."""


class AgreementChanged(Refused):
    """Another version of the agreement is in force than the one that was ticked (clause 2b)."""


class NotPartner(Refused):
    """There is no partnership to end or to change, or its end is set already."""


class RateRefused(Refused):
    """A rate from a past day, or outside its bounds, or for an unknown level."""


def ends_on(given_on: date) -> date:
    """The first day without the partnership, when notice is given on a day (article 8.1)."""
    return months_on(given_on, NOTICE_MONTHS)


def warned_until(today: date) -> date:
    """Whoever ends on or before this day is reminded of it today."""
    return today + WARNED_BEFORE


def check_level(level: str) -> str:
    """The level, when there is such a one."""
    if level not in LEVELS:
        raise RateRefused(level)
    return level


def check_rate(basis_points: int | None, valid_from: date, today: date) -> None:
    """RateRefused for a day that has passed, and outside of 0 to MOST basis points."""
    if valid_from < today or not (basis_points is None or 0 <= basis_points <= min(MOST, WHOLE)):
        raise RateRefused()
