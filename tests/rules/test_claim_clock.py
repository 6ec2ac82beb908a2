"""Five working days to answer, by the customer's country, stopped while papers are awaited (clause 11a)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phoenix.care import rules
from phoenix.care.holidays import feasts
from phoenix.care.rules import ANSWERED, CLOSED, OPEN, WAITING, NeverAnswered, NotAllowed, Wait

DAY = timedelta(days=1)


def off(country):
    """Whether a day is off by the calendar alone."""
    return lambda day: day in feasts(country, day.year)


def naive(received, waits, is_holiday, count=5):
    """Day by day with a list of all days that do not count, as one would on paper."""
    day, last = received, received + timedelta(days=400)
    while day < last:
        day += DAY
        stopped = any(
            wait.asked_on <= day <= (wait.arrived_on or date.max) for wait in waits
        )
        if not stopped and day.isoweekday() <= 5 and not is_holiday(day):
            count -= 1
            if count == 0:
                return day
    return None


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
spans = st.tuples(st.integers(0, 20), st.integers(0, 15))


def waits_of(received, pieces, left_open):
    """Waits one after the other, the last one perhaps without end."""
    found, day = [], received
    for gap, length in pieces:
        asked = day + gap * DAY
        day = asked + length * DAY
        found.append(Wait(asked, day))
    if found and left_open:
        found[-1] = Wait(found[-1].asked_on, None)
    return found


@settings(deadline=None)  # the first question loads the calendar
@given(days, st.lists(spans, max_size=4), st.booleans(), st.sampled_from(["fr", "ma"]))
def test_the_clock_is_that_of_a_walk_day_by_day(received, pieces, left_open, country):
    waits = waits_of(received, pieces, left_open)
    assert rules.due_on(received, waits, off(country)) == naive(received, waits, off(country))


@settings(deadline=None)  # the first question loads the calendar
@given(days, st.lists(spans, max_size=4), st.sampled_from(["fr", "ma"]))
def test_a_wait_never_brings_the_answer_nearer_and_never_gives_more_than_its_own_days(received, pieces, country):
    waits = waits_of(received, pieces, False)
    without = rules.due_on(received, (), off(country))
    due = rules.due_on(received, waits, off(country))
    assert due >= without
    worked = sum(
        rules.is_working_day(received + n * DAY, off(country))
        and not any(wait.holds(received + n * DAY) for wait in waits)
        for n in range(1, (due - received).days + 1)
    )
    assert worked == 5


@settings(deadline=None)  # the first question loads the calendar
@given(days, st.lists(spans, max_size=3), st.randoms())
def test_the_order_of_waits_does_not_matter(received, pieces, random):
    waits = waits_of(received, pieces, False)
    shuffled = random.sample(waits, len(waits))
    assert rules.due_on(received, waits, off("fr")) == rules.due_on(received, shuffled, off("fr"))


@pytest.mark.parametrize(
    ("received", "country", "due"),
    [
        (date(2026, 12, 22), "fr", date(2026, 12, 30)),
        (date(2026, 12, 22), "ma", date(2026, 12, 29)),
        (date(2026, 7, 10), "fr", date(2026, 7, 20)),  # over 14 July
        (date(2026, 7, 10), "ma", date(2026, 7, 17)),
        (date(2026, 5, 22), "ma", date(2026, 6, 2)),  # over Eid al-Adha, two days, as estimated
        (date(2026, 5, 22), "fr", date(2026, 6, 1)),  # over Whit Monday
        (date(2026, 11, 28), "fr", date(2026, 12, 4)),  # received on a Saturday
    ],
)
def test_known_days(received, country, due):
    assert rules.due_on(received, (), off(country)) == due


def test_eid_as_announced_moves_the_day():
    known = {date(2026, 5, 27): False, date(2026, 5, 29): True}
    is_holiday = lambda day: known.get(day, day in feasts("ma", day.year))  # noqa: E731
    assert rules.due_on(date(2026, 5, 22), (), is_holiday) == date(2026, 6, 2)
    known[date(2026, 6, 1)] = True
    assert rules.due_on(date(2026, 5, 22), (), is_holiday) == date(2026, 6, 3)


def test_waiting_for_papers_stops_the_clock_and_it_goes_on_when_they_are_here():
    monday = date(2026, 9, 7)
    asked = monday + 2 * DAY
    assert rules.due_on(monday, [Wait(asked, None)], off("fr")) is None
    assert rules.due_on(monday, [Wait(asked, date(2026, 9, 21))], off("fr")) == date(2026, 9, 25)


def test_asking_for_papers_too_late_heals_nothing():
    monday = date(2026, 9, 7)
    assert rules.due_on(monday, [Wait(date(2026, 9, 15), None)], off("fr")) == date(2026, 9, 14)


@settings(deadline=None)  # the first question loads the calendar
@given(days, st.integers(-40, 40))
def test_days_left_are_counted_both_ways(today, distance):
    due = today + distance * DAY
    left = rules.working_days_left(today, due, off("fr"))
    between = [min(today, due) + n * DAY for n in range(1, abs(distance) + 1)]
    expected = sum(day.isoweekday() <= 5 and day not in feasts("fr", day.year) for day in between)
    assert left == (expected if distance >= 0 else -expected)


def test_nothing_is_closed_without_an_answer():
    for state in (OPEN, WAITING):
        with pytest.raises(NeverAnswered):
            rules.check_closing(state, answering=False)
        rules.check_closing(state, answering=True)
    rules.check_closing(ANSWERED, answering=False)
    with pytest.raises(NotAllowed):
        rules.check_closing(CLOSED, answering=True)


def test_what_may_follow_what():
    assert rules.after_customer(ANSWERED) is True
    assert rules.after_customer(OPEN) is rules.after_customer(WAITING) is False
    for refused, state in (
        (rules.after_customer, CLOSED), (rules.check_papers, WAITING), (rules.check_papers, ANSWERED),
        (rules.check_papers, CLOSED), (rules.check_answer, CLOSED), (rules.check_reopening, OPEN),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            refused(state)
