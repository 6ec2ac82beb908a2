"""The one clock: it follows a source, unless a test or a command stops it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from phoenix.kernel import clock

YEAR = timedelta(days=365)
NOON = datetime(2027, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_before():
    """The clock is left running with the machine."""
    yield
    clock.set_to(None)
    clock.follow(None)


def test_without_a_source_it_is_the_machines_time():
    clock.follow(None)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.offset() == timedelta()


def test_it_runs_ahead_by_what_its_source_gives_at_each_moment():
    given = [YEAR]
    clock.follow(lambda: given[-1])
    assert abs(clock.now() - datetime.now(UTC) - YEAR) < timedelta(seconds=5)
    given.append(2 * YEAR)
    assert abs(clock.now() - datetime.now(UTC) - 2 * YEAR) < timedelta(seconds=5)


@pytest.mark.parametrize("nothing", [None, timedelta()])
def test_a_source_may_have_nothing_to_say(nothing):
    clock.follow(lambda: nothing)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_clocks_of_others_are_not_moved():
    clock.follow(lambda: YEAR)
    assert abs(clock.outside() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.offset() == YEAR


def test_a_stopped_clock_wins_over_a_source():
    clock.follow(lambda: YEAR)
    with clock.frozen(NOON):
        assert clock.now() == clock.outside() == NOON
        assert clock.offset() == timedelta()
        assert clock.today("Europe/Paris") == date(2027, 3, 3)
    assert clock.now() > NOON - timedelta(days=3 * 365)
    assert clock.offset() == YEAR


def test_instants_need_a_zone():
    with pytest.raises(ValueError, match="aware"):
        clock.set_to(datetime(2027, 3, 3))
