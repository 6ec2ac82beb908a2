"""The clocks of data requests and of retention: whole months, edges included (clauses 9.3, 3.3a)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.kernel.terms import months_on
from phoenix.privacy import rules

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        ("2026-11-26", "2026-12-26", "2027-02-26"),
        ("2027-01-31", "2027-02-28", "2027-04-30"),
        ("2028-01-31", "2028-02-29", "2028-04-30"),
        ("2027-01-28", "2027-02-28", "2027-04-28"),
        ("2026-12-31", "2027-01-31", "2027-03-31"),
        ("2026-11-30", "2026-12-30", "2027-02-28"),
    ],
)
def test_a_month_is_the_same_day_of_the_next_one_or_its_last(received, due, extended):
    day = date.fromisoformat(received)
    assert rules.due_on(day) == date.fromisoformat(due)
    assert rules.extended_due_on(day) == date.fromisoformat(extended)


@given(DAYS)
def test_the_month_is_never_shorter_than_the_shortest_nor_longer_than_the_longest(day):
    assert 28 <= (rules.due_on(day) - day).days <= 31
    assert 89 <= (rules.extended_due_on(day) - day).days <= 92


@given(DAYS, DAYS)
def test_who_asks_later_is_never_due_sooner(one, other):
    first, second = sorted((one, other))
    assert rules.due_on(first) <= rules.due_on(second)
    assert rules.extended_due_on(first) <= rules.extended_due_on(second)


@given(DAYS)
def test_the_clock_is_extended_on_the_last_day_and_not_on_the_next(day):
    last = rules.due_on(day)
    assert rules.may_extend(day, last, extended=False)
    assert not rules.may_extend(day, last + timedelta(days=1), extended=False)
    assert not rules.may_extend(day, day, extended=True)


@given(DAYS)
def test_the_last_day_has_no_day_left_and_the_next_is_late(day):
    assert rules.days_left(rules.due_on(day), rules.due_on(day)) == 0
    assert rules.days_left(rules.due_on(day), rules.due_on(day) + timedelta(days=1)) == -1


@given(DAYS, st.integers(1, 130), st.integers(-400, 5000))
def test_nothing_goes_before_its_whole_months_are_over(dated, months, later):
    day = dated + timedelta(days=later)
    if dated < rules.first_kept(day, months):
        assert months_on(dated, months) < day or months_on(dated, months) == day and dated.day > 28


@given(st.dates(date(2024, 1, 1), date(2040, 12, 28)), st.integers(1, 130))
def test_what_may_go_goes_by_the_next_months_first_days(dated, months):
    end = months_on(dated, months)
    assert dated >= rules.first_kept(end, months)
    assert dated < rules.first_kept(end + timedelta(days=4), months)


def test_a_day_begins_at_midnight_in_paris():
    assert rules.instant_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert rules.instant_of(date(2026, 12, 1)) == datetime(2026, 11, 30, 23, tzinfo=UTC)


def test_thirty_whole_days_pass_between_the_warning_and_the_end():
    warned = date(2027, 3, 1)
    assert not rules.may_delete_idle(warned, date(2027, 3, 31))
    assert rules.may_delete_idle(warned, date(2027, 4, 1))
