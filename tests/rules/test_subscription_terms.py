"""Terms, periods and prices of whole lives against a walk day by day (clauses 6.2b, 15a, 15b)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.naive_subscription import Life, invoices, walk
from tests.rules.subscription_lives import PAIRS, ByRules, anchors, lives, pairs, units

from phoenix.kernel import terms
from phoenix.subscriptions import rules


def periods_walked(anchor: date, commitment: str, billing: str, number: int) -> list[list[date]]:
    """The days of each period of term `number`, by walking from the anchor."""
    year_and_more = timedelta(days={"none": 31, "P1M": 31, "P1Y": 366, "P3Y": 1096}[commitment])
    days = walk(anchor, commitment, billing, anchor + number * year_and_more)
    mine = [today for today in days if today.term == number - 1]
    return [[each.day for each in mine if each.period == period] for period in sorted({t.period for t in mine})]


@pytest.mark.parametrize("pair", PAIRS)
@settings(max_examples=12, deadline=None)
@given(anchor=anchors, number=st.integers(1, 4))
def test_terms_and_periods_are_those_of_a_walk(pair, anchor, number):
    walked = periods_walked(anchor, *pair, number)
    whole, spans = terms.term(anchor, pair[0], number), terms.periods(anchor, *pair, number)
    assert [(span.start, span.end, span.days) for span in spans] == [
        (days[0], days[-1] + timedelta(days=1), len(days)) for days in walked
    ]
    assert (whole.start, whole.end) == (walked[0][0], walked[-1][-1] + timedelta(days=1))


@settings(max_examples=30, deadline=None)
@given(anchors, pairs, st.integers(1, 3), st.integers(-5, 1200))
def test_each_day_lies_in_the_period_that_a_walk_finds(anchor, pair, number, offset):
    day = terms.term(anchor, pair[0], number).start + timedelta(days=offset)
    held = [days for days in periods_walked(anchor, *pair, number) if day in days]
    found = rules.period_holding(anchor, *pair, number, day)
    assert (found and found.start) == (held[0][0] if held else None)
    begun = rules.period_from(anchor, *pair, number, day)
    assert (begun is not None) == bool(held and held[0][0] == day)


@settings(max_examples=60, deadline=None)
@given(lives())
def test_a_life_billed_step_by_step_has_the_invoices_of_a_walk(life):
    assert ByRules(life).invoices() == invoices(life)


@settings(max_examples=30, deadline=None)
@given(lives(kinds=st.sampled_from(["add", "reduce"])), units, st.data())
def test_a_price_that_comes_and_goes_inside_a_term_changes_nothing(life, unit, data):
    life = replace(life, prices=life.prices[:1], withdrawn_on=None)
    span = terms.term(life.anchor, life.commitment, data.draw(st.integers(1, 3)))
    since = span.start + timedelta(days=data.draw(st.integers(1, span.days - 1)))
    passing = [*life.prices, (since, unit), (span.end, life.prices[0][1])]
    assert ByRules(replace(life, prices=passing)).invoices() == ByRules(life).invoices()


def test_a_month_from_31_january_is_due_on_28_february_and_31_march():
    life = Life(date(2027, 1, 31), "P1M", "month", date(2027, 4, 30), 2, [(date(2026, 1, 1), 1000)])
    days = [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    by_hand = [(day, 2000) for day in days]
    assert ByRules(life).invoices() == invoices(life) == (by_hand, None)


def test_a_year_from_29_february_comes_back_on_the_28th_and_in_four_years_on_the_29th():
    prices = [(date(2026, 1, 1), 100), (date(2029, 2, 28), 110)]
    life = Life(date(2028, 2, 29), "P1Y", "once", date(2032, 3, 1), 1, prices)
    by_hand = [
        (date(2028, 2, 29), 100),
        (date(2029, 2, 28), 110),
        (date(2030, 2, 28), 110),
        (date(2031, 2, 28), 110),
        (date(2032, 2, 29), 110),
    ]
    assert ByRules(life).invoices() == invoices(life) == (by_hand, None)


def test_a_price_of_the_day_after_waits_a_whole_term():
    prices = [(date(2026, 1, 1), 100), (date(2027, 6, 16), 150)]
    life = Life(date(2026, 6, 15), "P1Y", "once", date(2028, 6, 15), 1, prices)
    assert ByRules(life).invoices() == invoices(life)
    assert [net for _, net in invoices(life)[0]] == [100, 100, 150]
