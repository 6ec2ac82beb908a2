"""Prices and plans on plain values (clauses 4.1a, 5a, 5b, 15a, 15c)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoenix.catalogue import rules
from phoenix.catalogue.rules import DatedPrice
from phoenix.kernel.money import Money
from phoenix.kernel.terms import ALLOWED

DAY = date(2026, 11, 23)
days = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def test_a_new_price_counts_from_its_day_on():
    """clause 15a"""
    prices = [DatedPrice(date(2026, 1, 1), euros(100)), DatedPrice(DAY, euros(120))]
    assert rules.in_force(prices, DAY - timedelta(1)) == euros(100)
    assert rules.in_force(prices, DAY) == euros(120)


def test_before_the_first_price_there_is_none():
    assert rules.in_force([DatedPrice(DAY, euros(100))], DAY - timedelta(1)) is None


def test_the_announced_price_is_the_next_to_come():
    """clause 15c"""
    later = [DatedPrice(DAY + timedelta(n), euros(100 + n)) for n in (60, 30)]
    assert rules.announced([DatedPrice(DAY, euros(100)), *later], DAY) == later[1]
    assert rules.announced([DatedPrice(DAY, euros(100))], DAY) is None


@given(st.dictionaries(days, st.integers(0, 10**9), max_size=8), days)
def test_price_in_force_agrees_with_walking_back_day_by_day(prices, day):
    rows = [DatedPrice(valid_from, euros(minor)) for valid_from, minor in prices.items()]
    earlier = sorted(valid_from for valid_from in prices if valid_from <= day)
    expected = euros(prices[earlier[-1]]) if earlier else None
    assert rules.in_force(rows, day) == expected


def test_subscriptions_have_exactly_the_allowed_pairs():
    assert set(rules.SUBSCRIPTIONS) == ALLOWED
    for commitment in ("one_off", "none", "P1M", "P1Y", "P3Y"):
        for billing in ("month", "year", "once"):
            if (commitment, billing) in ALLOWED:
                rules.check_plan("subscription", commitment, billing)
            else:
                with pytest.raises(rules.PlanNotAllowed):
                    rules.check_plan("subscription", commitment, billing)


@pytest.mark.parametrize("kind", ["licence", "service"])
def test_licences_and_services_are_bought_once(kind):
    rules.check_plan(kind, "one_off", "once")
    with pytest.raises(rules.PlanNotAllowed):
        rules.check_plan(kind, "P1Y", "month")


def test_plans_compare_from_the_freest_to_the_longest():
    pairs = [("P3Y", "once"), ("P1Y", "once"), ("none", "month"), ("P1Y", "month")]
    ordered = sorted(pairs, key=lambda pair: rules.plan_order(*pair))
    assert ordered == [("none", "month"), ("P1Y", "month"), ("P1Y", "once"), ("P3Y", "once")]


def test_a_year_of_each_plan_can_be_compared():
    assert rules.per_year(euros(2165), "P1Y", "month") == euros(25980)
    assert rules.per_year(euros(24720), "P1Y", "once") == euros(24720)
    assert rules.per_year(euros(70000), "P3Y", "once") == euros(23333)
    assert rules.per_year(euros(4900), "one_off", "once") is None


def test_a_month_of_each_plan_can_be_compared():
    assert rules.per_month(euros(24720), "P1Y", "once") == euros(2060)
    assert rules.per_month(euros(4900), "one_off", "once") == euros(4900)


def test_an_offer_with_a_period_is_valid_inside_it_only():
    """clause 4.1a"""
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    assert rules.on_sale(None, None, DAY)
    assert rules.on_sale(first, last, first) and rules.on_sale(first, last, last)
    assert not rules.on_sale(first, last, first - timedelta(1))
    assert not rules.on_sale(first, last, last + timedelta(1))


@pytest.mark.parametrize(("asked", "given_back"), [(None, 10), (1, 10), (42, 42), (999, 300)])
def test_quantities_stay_within_the_offer(asked, given_back):
    assert rules.clamp_quantity(asked, 10, 300) == given_back


def test_no_price_is_set_for_the_past_or_over_one_in_force():
    """clauses 5b, 15a"""
    with pytest.raises(rules.PriceNotAllowed):
        rules.check_new_price([], DAY - timedelta(1), DAY)
    with pytest.raises(rules.PriceNotAllowed):
        rules.check_new_price([DAY], DAY, DAY)
    rules.check_new_price([DAY], DAY + timedelta(1), DAY)
