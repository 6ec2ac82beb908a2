"""Who is told of a term's end on which day, however irregularly the shop looks (clause 15b)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.subscriptions.notice_rules import announce_on, is_in_time, next_look, notice_due
from phoenix.subscriptions.rules import RENEW, STOP

DAY = timedelta(days=1)
ends = st.dates(date(2026, 1, 1), date(2033, 12, 31))
long_terms, short_terms = st.sampled_from(["P1Y", "P3Y"]), st.sampled_from(["none", "P1M"])
commitments = long_terms | short_terms
looks = st.sets(st.integers(0, 80)).map(lambda found: sorted(found, reverse=True))
EVERY_DAY = list(range(100, -2, -1))


def told(commitment: str, end: date, before: list[int], renewal: str = RENEW, changes: bool = True) -> list[tuple]:
    """Each notice (its days before the end) with how long before the end it left, looking only on those days."""
    found: list[tuple[int, int]] = []
    for left in before:
        notice = notice_due(commitment, end, renewal, changes, [kind for kind, _ in found], end - left * DAY)
        if notice is not None:
            found.append((notice, left))
    return found


def naive_told(commitment: str, before: list[int]) -> list[tuple]:
    """From the words: on the first look of each notice's days; the choice closes as the last day begins."""
    if commitment in ("P1Y", "P3Y"):
        stretches = {60: range(60, 7, -1), 7: range(7, 1, -1)}
    else:
        stretches = {15: range(15, 0 if commitment == "none" else 1, -1)}
    hits = {kind: [left for left in before if left in days] for kind, days in stretches.items()}
    return [(kind, lefts[0]) for kind, lefts in hits.items() if lefts]


@given(long_terms, ends, st.booleans())
def test_long_terms_are_told_60_and_7_days_before_whatever_the_price_does(commitment, end, changes):
    assert told(commitment, end, EVERY_DAY, changes=changes) == [(60, 60), (7, 7)]


@given(short_terms, ends)
def test_short_terms_are_told_15_days_before_and_only_when_something_changes(commitment, end):
    assert told(commitment, end, EVERY_DAY) == [(15, 15)]
    assert told(commitment, end, EVERY_DAY, changes=False) == []


@given(commitments, ends, looks)
def test_after_a_gap_each_notice_leaves_at_the_first_look_while_it_still_helps(commitment, end, before):
    assert told(commitment, end, before) == naive_told(commitment, before)


@given(commitments, ends, looks)
def test_who_has_stopped_is_told_nothing(commitment, end, before):
    assert told(commitment, end, before, renewal=STOP) == []


@given(commitments, ends, st.sampled_from([61, 60, 16, 15, 8, 7]) | st.integers(0, 400))
def test_looking_only_when_told_to_finds_what_looking_every_day_finds(commitment, end, first):
    before, day = [first], end - first * DAY
    while (day := next_look(commitment, end, day)) is not None:
        before.append((end - day).days)
    assert told(commitment, end, before) == told(commitment, end, list(range(first, -1, -1)))


def months_before(end: date, count: int) -> date:
    """Back one day at a time into the month `count` before: same day, or the last where it has none."""
    day, crossed = end, 0
    while crossed < count or day.day > end.day:
        crossed += (day - DAY).month != day.month
        day -= DAY
    return day


@given(ends, st.integers(27, 33) | st.integers(88, 94) | st.integers(0, 120))
def test_a_non_professional_is_told_between_three_months_and_one_month_before(end, left):
    day = end - left * DAY
    assert is_in_time(end, day) == (months_before(end, 3) <= day <= months_before(end, 1))


@given(ends)
def test_sixty_days_before_is_in_time_for_everybody(end):
    assert is_in_time(end, end - 60 * DAY)


@pytest.mark.parametrize(
    ("end", "first", "last"),
    [
        (date(2027, 3, 31), date(2026, 12, 31), date(2027, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29), date(2028, 4, 30)),
        (date(2027, 8, 15), date(2027, 5, 15), date(2027, 7, 15)),
    ],
)
def test_the_months_before_an_end_by_hand(end, first, last):
    assert is_in_time(end, first) and is_in_time(end, last)
    assert not is_in_time(end, first - DAY) and not is_in_time(end, last + DAY)


def test_a_year_from_29_february_is_told_by_hand():
    end = date(2029, 2, 28)
    assert notice_due("P1Y", end, RENEW, False, [], date(2028, 12, 30)) == 60
    assert notice_due("P1Y", end, RENEW, False, [60], date(2029, 2, 21)) == 7
    assert notice_due("P1Y", end, RENEW, False, [60], date(2029, 2, 27)) is None


@given(ends)
def test_a_debit_is_announced_fourteen_days_before(due):
    assert (due - announce_on(due)).days == 14
