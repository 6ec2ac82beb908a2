"""Legal days of both countries around midnight and clock changes, against tables of offsets written by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from phoenix.kernel.clock import local_day
from phoenix.kernel.terms import months_on
from phoenix.subscriptions.rules import day_begins, window_end

PARIS, CASABLANCA = "Europe/Paris", "Africa/Casablanca"
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
# Clocks are an hour further from UTC (Paris) or on UTC (Casablanca, for Ramadan) from and until these instants.
SUMMER = [
    (datetime(2024, 3, 31, 1, tzinfo=UTC), datetime(2024, 10, 27, 1, tzinfo=UTC)),
    (datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 10, 26, 1, tzinfo=UTC)),
    (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
]
RAMADAN = [
    (datetime(2024, 3, 10, 2, tzinfo=UTC), datetime(2024, 4, 14, 2, tzinfo=UTC)),
    (datetime(2025, 2, 23, 2, tzinfo=UTC), datetime(2025, 4, 6, 2, tzinfo=UTC)),
    (datetime(2026, 2, 15, 2, tzinfo=UTC), datetime(2026, 3, 22, 2, tzinfo=UTC)),
]
changes = st.sampled_from([instant for pair in SUMMER + RAMADAN for instant in pair])
midnights = st.dates(date(2024, 1, 1), date(2026, 12, 30)).map(
    lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC)
)
near = st.integers(-3 * 3600, 3 * 3600).map(lambda seconds: timedelta(seconds=seconds))
instants = st.builds(lambda instant, delta: instant + delta, changes | midnights, near)
zones = st.sampled_from([PARIS, CASABLANCA])


def offset(instant: datetime, zone: str) -> timedelta:
    """How far the clocks of `zone` are ahead of UTC."""
    if zone == PARIS:
        return 2 * HOUR if any(start <= instant < end for start, end in SUMMER) else HOUR
    return 0 * HOUR if any(start <= instant < end for start, end in RAMADAN) else HOUR


@given(instants, zones)
def test_the_day_of_an_instant_is_the_one_on_the_clock_of_the_country(instant, zone):
    assert local_day(instant, zone) == (instant + offset(instant, zone)).date()


@given(st.dates(date(2024, 1, 2), date(2026, 12, 30)), zones)
@example(date(2026, 3, 29), PARIS)
@example(date(2026, 10, 25), PARIS)
@example(date(2026, 2, 15), CASABLANCA)
@example(date(2026, 3, 22), CASABLANCA)
def test_a_legal_day_begins_where_the_one_before_ends(day, zone):
    begins = day_begins(day, zone)
    assert begins.utcoffset() == timedelta(0)
    assert local_day(begins, zone) == day
    assert local_day(begins - SECOND, zone) == day - timedelta(days=1)
    assert begins + offset(begins, zone) == datetime(day.year, day.month, day.day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), PARIS, 23),
        (date(2026, 10, 25), PARIS, 25),
        (date(2026, 2, 15), CASABLANCA, 25),
        (date(2026, 3, 22), CASABLANCA, 23),
        (date(2026, 3, 29), CASABLANCA, 24),
    ],
)
def test_a_day_on_which_clocks_change_is_an_hour_shorter_or_longer(day, zone, hours):
    assert day_begins(day + timedelta(days=1), zone) - day_begins(day, zone) == hours * HOUR


@pytest.mark.parametrize(
    ("instant", "zone", "anchor", "a_month_on"),
    [
        (datetime(2026, 1, 31, 22, 59, 59, tzinfo=UTC), PARIS, date(2026, 1, 31), date(2026, 2, 28)),
        (datetime(2026, 1, 31, 23, 0, 0, tzinfo=UTC), PARIS, date(2026, 2, 1), date(2026, 3, 1)),
        (datetime(2026, 3, 31, 22, 0, 0, tzinfo=UTC), PARIS, date(2026, 4, 1), date(2026, 5, 1)),
        (datetime(2026, 1, 31, 23, 30, 0, tzinfo=UTC), CASABLANCA, date(2026, 2, 1), date(2026, 3, 1)),
        (datetime(2026, 2, 28, 23, 30, 0, tzinfo=UTC), CASABLANCA, date(2026, 2, 28), date(2026, 3, 28)),
        (datetime(2024, 2, 28, 23, 30, 0, tzinfo=UTC), CASABLANCA, date(2024, 2, 29), date(2024, 3, 29)),
    ],
)
def test_a_payment_around_midnight_has_the_anchor_of_its_country(instant, zone, anchor, a_month_on):
    assert local_day(instant, zone) == anchor
    assert months_on(anchor, 1) == a_month_on


@given(instants, st.integers(25, 400))
def test_the_window_closes_a_day_before_the_vendor_s_in_true_hours(added_at, hours):
    assert (window_end(added_at, hours) - added_at) / HOUR == hours - 24


def test_a_microsoft_licence_may_shrink_for_144_hours_and_others_never():
    bought = datetime(2026, 10, 23, 8, tzinfo=UTC)
    assert window_end(bought, 168) == datetime(2026, 10, 29, 8, tzinfo=UTC)
    assert window_end(bought, None) is None
