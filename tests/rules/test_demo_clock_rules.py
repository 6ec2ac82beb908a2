"""How the demo's clock may be moved: forward only, day by day, the time of day as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from phoenix.demo_clock import rules

TODAY = date(2026, 11, 25)
PARIS = ZoneInfo(rules.ZONE)


@pytest.mark.parametrize("target", [TODAY, date(2026, 11, 24), date(2020, 1, 1)])
def test_time_only_moves_forward(target):
    with pytest.raises(rules.NotForward) as refused:
        rules.check(TODAY, target)
    assert refused.value.today == TODAY


def test_three_years_may_pass_but_not_a_century():
    rules.check(TODAY, date(2029, 11, 25))
    rules.check(TODAY, rules.farthest(TODAY))
    with pytest.raises(rules.TooFar):
        rules.check(TODAY, date(2126, 11, 25))


def test_every_day_on_the_way_is_gone_through():
    days = list(rules.days_to(date(2028, 2, 27), date(2028, 3, 1)))
    assert days == [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]


@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)])
def test_the_time_of_day_stays_when_summer_comes_and_goes(day):
    now = datetime(2026, 11, 25, 22, 50, 7, tzinfo=PARIS)
    there = rules.moment_on(day, now.astimezone(UTC)).astimezone(PARIS)
    assert there.replace(tzinfo=None) == datetime(day.year, day.month, day.day, 22, 50, 7)


@pytest.mark.parametrize("day", [date(2027, 1, 15), date(2027, 2, 15), date(2027, 7, 14)])
@pytest.mark.parametrize("hour", [0, 1, 2, 12, 23])
def test_it_is_the_same_day_in_both_countries(day, hour):
    now = datetime(2026, 11, 25, hour, 30, tzinfo=PARIS)
    there = rules.moment_on(day, now.astimezone(UTC))
    assert there.astimezone(ZoneInfo("Africa/Casablanca")).date() == there.astimezone(PARIS).date() == day


def test_a_month_ends_where_the_next_one_does():
    assert rules.leaps(date(2027, 1, 31)) == {
        "day": date(2027, 2, 1),
        "month": date(2027, 2, 28),
        "year": date(2028, 1, 31),
    }
