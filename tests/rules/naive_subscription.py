"""A subscription's life walked one day at a time, written from the words of its rules and not from their code.

Slow and plain on purpose: no arithmetic on months, every count of days is made by counting days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

DAY = timedelta(days=1)
TERM = {"none": 1, "P1M": 1, "P1Y": 12, "P3Y": 36}
PERIOD = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Life:
    """What is bought, and what happens to it; prices are whole minor units per seat and period.

    Events are (day, kind, number): "add", "reduce" and "shrink" so many seats, "stop", "renew".
    """

    anchor: date
    commitment: str
    billing: str
    until: date
    seats: int = 1
    prices: list[tuple[date, int]] = field(default_factory=list)
    withdrawn_on: date | None = None
    events: list[tuple[date, str, int]] = field(default_factory=list)


class Today(NamedTuple):
    """A day of a life, in which term and which period, both counted from 0."""

    day: date
    term: int
    period: int


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half away from nothing."""
    return -half_up(-value) if value < 0 else int(value + Fraction(1, 2))


def comes_back(anchor: date, day: date) -> bool:
    """Whether a month of the anchor begins: its day of the month, or the last where the month has none."""
    is_last = (day + DAY).month != day.month
    return day > anchor and (day.day == anchor.day or (is_last and anchor.day > day.day))


def walk(anchor: date, commitment: str, billing: str, until: date) -> list[Today]:
    """Every day from the anchor to the end of the term that holds `until`."""
    length = TERM[commitment]
    step = PERIOD.get(billing, length)
    days, months, day = [], 0, anchor
    while True:
        months += comes_back(anchor, day)
        if day > until and months // length != days[-1].term:
            return days
        days.append(Today(day, months // length, months // step))
        day += DAY


def price_on(life: Life, day: date) -> int | None:
    """The price in force: the latest that has begun, and none from before the plan was withdrawn."""
    price = None
    for since, amount in sorted(life.prices):
        stands = life.withdrawn_on is None or day < life.withdrawn_on or since >= life.withdrawn_on
        if since <= day and stands:
            price = amount
    return price


def invoices(life: Life) -> tuple[list[tuple[date, int]], date | None]:
    """What is invoiced on which day, net (credits below zero), and the day on which it ends, if it does."""
    days = walk(life.anchor, life.commitment, life.billing, life.until)
    found, seats, leaving, choice, unit = [], life.seats, 0, "renew", price_on(life, life.anchor)
    for index, today in enumerate(days):
        if today.day > life.until:
            break
        yesterday = days[index - 1] if index else Today(today.day, 0, -1)
        if today.term != yesterday.term:
            seats, leaving = seats - leaving, 0
            unit = price_on(life, today.day)
            if choice == "stop" or unit is None or seats <= 0:
                return found, today.day
        if today.period != yesterday.period:
            found.append((today.day, unit * seats))
        for _, kind, number in [event for event in life.events if event[0] == today.day]:
            if kind == "reduce":
                leaving += number
            elif kind == "add":
                seats += number
                found.append((today.day, part(days, today, unit * number, 0)))
            elif kind == "shrink" and number < seats:
                seats -= number
                found.append((today.day, -part(days, today, unit * number, 1)))
            elif kind in ("stop", "renew"):
                last_day_begun = index + 1 == len(days) or days[index + 1].term != today.term
                if life.commitment == "none" or not last_day_begun:
                    choice = kind
    return found, None


def part(days: list[Today], today: Today, amount: int, used: int) -> int:
    """What the days left of today's period are worth, those `used` from today on left out."""
    whole = [each for each in days if each.period == today.period]
    left = [each for each in whole if each.day >= today.day]
    return half_up(Fraction(amount * (len(left) - used), len(whole)))
