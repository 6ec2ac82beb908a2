"""Guessing is slowed, then stopped (clause 14b)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.accounts.throttling import ACCOUNT, NETWORK, network_of, wait_until

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def failures(*seconds_ago) -> list[datetime]:
    return [NOON - timedelta(seconds=each) for each in seconds_ago]


def test_a_few_failures_cost_nothing():
    assert wait_until(failures(1, 2, 3, 4), ACCOUNT, NOON) is None


def test_then_the_delay_doubles():
    waits = [
        (wait_until(failures(*range(count)), ACCOUNT, NOON) - NOON).total_seconds() for count in (5, 6, 7, 8)
    ]
    assert waits == [30, 60, 120, 240]


def test_after_the_delay_one_may_try():
    assert wait_until(failures(31, 32, 33, 34, 35), ACCOUNT, NOON) is None


def test_at_last_it_stops_until_old_failures_age():
    many = failures(*(3_600 + each for each in range(ACCOUNT.stop_at)))
    until = wait_until(many, ACCOUNT, NOON)
    assert until == min(many) + ACCOUNT.window
    assert wait_until(many, ACCOUNT, until) is None or wait_until(many, ACCOUNT, until) > until


@given(st.lists(st.integers(0, 200_000), max_size=200), st.sampled_from([ACCOUNT, NETWORK]))
def test_a_wait_is_always_ahead_and_ends(ages, pace):
    until = wait_until(failures(*ages), pace, NOON)
    assert until is None or NOON < until <= NOON + pace.window


@given(st.lists(st.integers(1, 80_000), min_size=1, max_size=40))
def test_one_more_failure_never_shortens_the_wait(ages):
    fewer, more = failures(*ages), failures(*ages, 0)
    before, after = wait_until(fewer, ACCOUNT, NOON), wait_until(more, ACCOUNT, NOON)
    assert before is None or (after is not None and after >= min(before, NOON + ACCOUNT.first_delay))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_what_one_customer_holds(address, network):
    assert network_of(address) == network
