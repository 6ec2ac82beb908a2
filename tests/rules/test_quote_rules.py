"""Discounts, totals, validity and states of quotes, against naive counting (clauses 4.1d, 5c)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from phoenix.kernel.money import Money
from phoenix.quotes import rules
from phoenix.quotes.rules import Asked

TODAY = date(2027, 2, 1)
lines = some.lists(
    some.builds(
        lambda quantity, listed, percent, agreed: Asked(
            quantity, Money(listed, "EUR"), percent, None if agreed is None else Money(agreed, "EUR")
        ),
        some.integers(1, 500),
        some.integers(0, 500_000),
        some.none() | some.integers(0, 10_000),
        some.none() | some.integers(0, 500_000),
    ),
    min_size=1,
    max_size=8,
)


def naive(amount: int, percent: int) -> int:
    """Half up, by fractions."""
    exact = Fraction(amount * (10_000 - percent), 10_000)
    return int(exact + Fraction(1, 2))


def total(lines, units) -> int:
    return sum(line.quantity * unit.minor for line, unit in zip(lines, units, strict=True))


@given(lines, some.none() | some.integers(0, 10_000))
def test_percents_are_off_the_line_then_off_the_whole(asked, percent):
    units = rules.unit_prices(asked, percent)
    for line, unit in zip(asked, units, strict=True):
        base = line.agreed.minor if line.agreed is not None else naive(line.list_price.minor, line.percent or 0)
        assert unit.minor == naive(base, percent or 0)


@given(lines, some.data())
def test_a_sum_wished_for_is_reached_as_nearly_as_units_allow_and_never_passed(asked, data):
    bases = rules.unit_prices(asked)
    whole = total(asked, bases)
    wished = data.draw(some.integers(0, whole))
    units = rules.unit_prices(asked, wished=Money(wished, "EUR"))
    reached = total(asked, units)
    assert reached <= wished
    assert all(0 <= unit.minor <= base.minor for unit, base in zip(units, bases, strict=True))
    room = [line.quantity for line, unit, base in zip(asked, units, bases, strict=True) if unit < base]
    assert wished - reached < min(room, default=1)


@given(lines)
def test_a_sum_above_the_lines_is_no_discount(asked):
    whole = total(asked, rules.unit_prices(asked))
    with pytest.raises(rules.TotalTooHigh):
        rules.unit_prices(asked, wished=Money(whole + 1, "EUR"))


def test_free_words_need_a_price():
    with pytest.raises(rules.NoPrice) as refused:
        rules.unit_prices([Asked(1, Money(100, "EUR")), Asked(1)])
    assert refused.value.position == 2


@given(some.integers(-400, 400))
def test_the_last_day_counts_in_full(days):
    until = TODAY + timedelta(days=days)
    assert rules.state_on(rules.SENT, until, TODAY) == (rules.EXPIRED if days < 0 else rules.SENT)
    assert rules.validity_allowed(until, TODAY) == (0 <= days <= rules.MOST_DAYS)
    for state in set(rules.STATES) - {rules.SENT}:
        assert rules.state_on(state, until, TODAY) == state


def test_what_is_accepted_or_withdrawn_is_not_priced_again():
    may = {state for state in rules.STATES if rules.may_be_priced(state, rules.ORDINARY)}
    assert may == {rules.ASKED, rules.PRICED, rules.SENT, rules.REFUSED, rules.EXPIRED}
    assert {state for state in may if rules.may_be_priced(state, rules.SUPPLEMENTARY)} == {rules.ASKED, rules.PRICED, rules.SENT}


def test_numbers_tell_the_seller_and_the_year():
    assert (rules.number_of("pa-fr", 2027, 12), rules.number_of("pa-ma", 2027, 1)) == ("DF-2027-000012", "DM-2027-000001")
