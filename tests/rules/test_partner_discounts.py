"""A partner's discount: dated, the narrowest rule first, rounded half up, never below nothing (clauses 5b, 15a)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.catalogue.discounts import NONE, WHOLE, Discount, Discounts, less
from phoenix.kernel.money import Money
from phoenix.partners import rules

DAY = date(2027, 3, 1)
amounts = st.integers(0, 10**10)
points = st.integers(0, WHOLE)
days = st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n))
rows = st.builds(Discount, days, st.none() | points, st.none() | st.integers(1, 3), st.booleans())


@given(amounts, points)
def test_the_price_is_never_below_nothing_and_never_above_the_list(minor, basis_points):
    assert 0 <= less(Money(minor, "EUR"), basis_points).minor <= minor


@given(amounts, points)
def test_the_discount_of_one_unit_is_rounded_half_up(minor, basis_points):
    exact = Fraction(minor * basis_points, WHOLE)
    taken = minor - less(Money(minor, "EUR"), basis_points).minor
    assert exact - Fraction(1, 2) < taken <= exact + Fraction(1, 2)


@given(amounts, points, points)
def test_a_higher_discount_never_makes_a_higher_price(minor, one, other):
    low, high = sorted((one, other))
    assert less(Money(minor, "EUR"), high) <= less(Money(minor, "EUR"), low)


def test_half_a_centime_goes_to_the_partner():
    assert less(Money(1_00, "EUR"), 1_250).minor == 87  # 12.5 % of 1.00 is 0.125: 0.13 less
    assert less(Money(10, "MAD"), 500).minor == 9


@pytest.mark.parametrize("wrong", [-1, WHOLE + 1])
def test_a_discount_outside_of_its_bounds_is_refused(wrong):
    with pytest.raises(ValueError):
        less(Money(100, "EUR"), wrong)


def naive(held: list[Discount], since: date, until: date | None, day: date, family: int) -> int:
    """The same, said as the house says it: walk through the rules in the order in which they were set."""
    if not since <= day or (until is not None and not day < until):
        return 0
    best = {}
    for row in held:
        if row.valid_from > day or row.family not in (None, family):
            continue
        place = (row.own, row.family is not None)
        if place not in best or row.valid_from >= best[place].valid_from:
            best[place] = row
    for place in ((True, True), (True, False), (False, True), (False, False)):
        if place in best and best[place].basis_points is not None:
            return best[place].basis_points
    return 0


@given(st.lists(rows, max_size=8), days, st.none() | days, days, st.integers(1, 3))
def test_the_narrowest_rule_in_force_holds(held, since, until, day, family):
    assert Discounts(tuple(held), since, until).on(day, family) == naive(held, since, until, day, family)


@given(st.lists(rows, max_size=8), days, st.none() | days, days, st.integers(1, 3))
def test_nothing_changes_between_the_days_that_are_named(held, since, until, day, family):
    mine = Discounts(tuple(held), since, until)
    following = mine.changes_after(day)
    last = (following[0] if following else day + timedelta(days=500)) - timedelta(days=1)
    assert mine.on(day, family) == mine.on(last, family)


def test_who_is_no_partner_pays_the_list_price():
    assert NONE.price(Money(1_000, "EUR"), 1, DAY) == Money(1_000, "EUR")


def test_notice_is_three_months_as_the_agreement_says():
    assert rules.ends_on(date(2026, 11, 30)) == date(2027, 2, 28)
    assert rules.ends_on(date(2027, 3, 1)) == date(2027, 6, 1)


@pytest.mark.parametrize(("points", "on"), [(1_000, DAY - timedelta(days=1)), (-1, DAY), (rules.MOST + 1, DAY)])
def test_a_rate_from_a_past_day_or_out_of_bounds_is_refused(points, on):
    with pytest.raises(rules.RateRefused):
        rules.check_rate(points, on, DAY)
