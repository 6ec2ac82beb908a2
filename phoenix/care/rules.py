"""When a complaint must be answered and what may follow what, on plain values (clause 11a)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

ANSWER_WITHIN = 5
DAY = timedelta(days=1)
SATURDAY = 5

OPEN = "open"  # an answer is owed, by `due_on`
WAITING = "waiting"  # papers are awaited: the clock stands still
ANSWERED = "answered"  # it is the customer's turn
CLOSED = "closed"
STATES = (OPEN, WAITING, ANSWERED, CLOSED)

IsHoliday = Callable[[date], bool]


class NotAllowed(Exception):
    """What is asked cannot follow the state that the claim is in."""


class NeverAnswered(NotAllowed):
    """A claim is never closed without an answer to what the customer last wrote."""


class Wait(NamedTuple):
    """Papers were asked for on a day, and came on another one, or have not come yet."""

    asked_on: date
    arrived_on: date | None

    def holds(self, day: date) -> bool:
        """Whether `day` does not count: from the day of asking until the day of arrival, both included."""
        return self.asked_on <= day and (self.arrived_on is None or day <= self.arrived_on)


def is_working_day(day: date, is_holiday: IsHoliday) -> bool:
    """Monday to Friday, without the country's holidays."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def due_on(received_on: date, waits: Iterable[Wait], is_holiday: IsHoliday, count: int = ANSWER_WITHIN) -> date | None:
    """The last day to answer: the `count`-th working day after receipt, those of waiting left out (clause 11a).

    The day of receipt does not count, nor those on which papers are asked for and arrive. None while
    papers are awaited before the time is up.
    """
    waits, day = tuple(waits), received_on
    while count:
        day += DAY
        wait = next((each for each in waits if each.holds(day)), None)
        if wait is None:
            count -= is_working_day(day, is_holiday)
        elif wait.arrived_on is None:
            return None
        else:
            day = wait.arrived_on
    return day


def working_days_left(today: date, due: date, is_holiday: IsHoliday) -> int:
    """How many working days remain after today, the last one included; below 0 when it has passed."""
    first, last, sign = (today, due, 1) if due >= today else (due, today, -1)
    days = (first + DAY * step for step in range(1, (last - first).days + 1))
    return sign * sum(is_working_day(day, is_holiday) for day in days)


def after_customer(state: str) -> bool:
    """Whether the customer's message begins a new count: an answer had been given; NotAllowed once closed."""
    if state == CLOSED:
        raise NotAllowed(state)
    return state == ANSWERED


def check_papers(state: str) -> None:
    """Papers are asked for while an answer is owed only."""
    if state != OPEN:
        raise NotAllowed(state)


def check_answer(state: str) -> None:
    """An answer can be given at any time before the end."""
    if state == CLOSED:
        raise NotAllowed(state)


def check_closing(state: str, answering: bool) -> None:
    """NeverAnswered when a claim would end without an answer to the customer's last message."""
    if state == CLOSED:
        raise NotAllowed(state)
    if not answering and state != ANSWERED:
        raise NeverAnswered(state)


def check_reopening(state: str) -> None:
    """Only what is closed can be opened again."""
    if state != CLOSED:
        raise NotAllowed(state)
