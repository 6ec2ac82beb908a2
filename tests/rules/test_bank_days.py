"""Bank days against a calendar worked out by hand: weekends and the six closing days of TARGET."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.payments.bank_days import bank_day_after, is_bank_day

days = st.dates(min_value=date(2024, 1, 1), max_value=date(2045, 12, 31))


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computation)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def naive_is_open(day: date) -> bool:
    fixed = [(1, 1), (5, 1), (12, 25), (12, 26)]
    moving = [easter(day.year) - timedelta(days=2), easter(day.year) + timedelta(days=1)]
    return day.isoweekday() <= 5 and (day.month, day.day) not in fixed and day not in moving


@given(days)
def test_banks_are_closed_on_weekends_and_on_target_holidays(day):
    assert is_bank_day(day) == naive_is_open(day)


@given(days, st.integers(min_value=1, max_value=20))
def test_the_days_counted_are_open_and_as_many_as_asked(day, count):
    found = bank_day_after(day, count)
    walked = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]
    assert naive_is_open(found)
    assert sum(naive_is_open(each) for each in walked) == count


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        (date(2027, 3, 22), 3, date(2027, 3, 25)),  # Monday to Thursday
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over Good Friday and Easter Monday
        (date(2027, 12, 24), 1, date(2027, 12, 27)),  # Christmas on a weekend is not made up for
        (date(2028, 12, 30), 1, date(2029, 1, 2)),  # a Saturday, then New Year's Day
        (date(2026, 4, 30), 3, date(2026, 5, 6)),  # over 1 May, a Friday
        (date(2026, 5, 13), 1, date(2026, 5, 14)),  # Ascension Day is a bank day
        (date(2026, 7, 13), 1, date(2026, 7, 14)),  # and so is the French national day
    ],
)
def test_bank_days_worked_by_hand(day, count, found):
    assert bank_day_after(day, count) == found


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_is_refused(count):
    with pytest.raises(ValueError, match="from 1"):
        bank_day_after(date(2026, 5, 13), count)


def test_the_library_is_loaded_at_the_first_question_only():
    code = (
        "import sys; from datetime import date; from phoenix.payments.bank_days import bank_day_after as after;"
        "assert 'holidays' not in sys.modules; after(date(2026, 5, 13), 1); assert 'holidays' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
