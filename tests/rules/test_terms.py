"""Terms and periods against a walk day by day (spec: subscriptions.md, A term)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.kernel import terms

anchors = st.dates(min_value=date(2024, 1, 1), max_value=date(2032, 12, 31))
pairs = st.sampled_from(sorted(terms.ALLOWED))


def naive_months_on(anchor: date, count: int) -> date:
    """Walk from the anchor, one day at a time, over `count` changes of month."""
    day = anchor.replace(day=1)
    while count:
        following = day + timedelta(days=1)
        if following.month != day.month:
            count -= 1
        day = following
    last = day
    while (last + timedelta(days=1)).month == day.month and last.day < anchor.day:
        last += timedelta(days=1)
    return last


@given(anchors, st.integers(min_value=0, max_value=40))
def test_months_on_agrees_with_a_walk(anchor, count):
    assert terms.months_on(anchor, count) == naive_months_on(anchor, count)


@given(anchors, pairs, st.integers(min_value=1, max_value=4))
def test_periods_tile_their_term(anchor, pair, number):
    commitment, billing = pair
    whole = terms.term(anchor, commitment, number)
    parts = terms.periods(anchor, commitment, billing, number)
    assert parts[0].start == whole.start
    assert parts[-1].end == whole.end
    assert all(a.end == b.start for a, b in zip(parts, parts[1:], strict=False))
    assert sum(part.days for part in parts) == whole.days


@given(anchors, st.sampled_from(["none", "P1M", "P1Y", "P3Y"]))
def test_terms_follow_without_gap(anchor, commitment):
    assert terms.term(anchor, commitment, 1).end == terms.term(anchor, commitment, 2).start


def test_the_31st_comes_back_after_february():
    days = [terms.months_on(date(2027, 1, 31), k) for k in range(3)]
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


@pytest.mark.parametrize(
    ("commitment", "billing", "count"),
    [("none", "month", 1), ("P1M", "month", 1), ("P1Y", "month", 12), ("P1Y", "once", 1),
     ("P3Y", "month", 36), ("P3Y", "year", 3), ("P3Y", "once", 1)],
)
def test_how_many_periods_a_term_has(commitment, billing, count):
    assert len(terms.periods(date(2026, 11, 23), commitment, billing)) == count
