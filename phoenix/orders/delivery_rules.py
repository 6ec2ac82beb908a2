"""Which lines of an order are delivered once, and on which days: plain values."""

from __future__ import annotations

from datetime import date

from phoenix.kernel.terms import COMMITMENT_MONTHS

PACK = "pack"


class NotDelivered(ValueError):
    """A delivery cannot be recorded or undone; the kind of error says why."""


class NothingToDeliver(NotDelivered):
    """The line is a subscription, which runs by itself, or a pack, whose parts are delivered."""


class OrderNotUnderWay(NotDelivered):
    """The order is not paid, or was cancelled: its performance has not begun, or has ended."""


class WrongDay(NotDelivered):
    """The day is before the order, or has not come yet."""


class Already(NotDelivered):
    """Somebody was faster: it is delivered already, or undone already."""


def is_delivered_once(kind: str, commitment: str) -> bool:
    """Whether a line is something to deliver: a service or a licence, alone or in a pack."""
    return kind != PACK and commitment not in COMMITMENT_MONTHS


def check_day(day: date, ordered_on: date, today: date) -> None:
    """WrongDay unless the day lies between the order and today, in the order's country."""
    if not ordered_on <= day <= today:
        raise WrongDay
