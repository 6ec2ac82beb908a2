"""Seats added on any day, seats that go, and what both are worth, counted day by day (clause 15b)."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.naive_subscription import Life, half_up, invoices
from tests.rules.subscription_lives import ByRules, anchors, lives, pairs, units

from phoenix.kernel import terms
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.subscriptions.rules import NO_SEATS, RENEW, End, Renew, Seats
from phoenix.subscriptions.rules import next_step, part_of, proration, seats_on, unused_days

DAY = timedelta(days=1)
A_MONTH = Span(date(2027, 1, 31), date(2027, 2, 28))
lots = st.lists(
    st.builds(
        lambda quantity, since, length: Seats(quantity, since, length and since + timedelta(days=length)),
        st.integers(1, 50),
        st.dates(date(2026, 1, 1), date(2026, 3, 31)),
        st.none() | st.integers(1, 90),
    ),
    max_size=6,
)


@st.composite
def periods(draw) -> Span:
    """A billing period of any allowed plan."""
    anchor, pair, number = draw(anchors), draw(pairs), draw(st.integers(1, 3))
    return draw(st.sampled_from(terms.periods(anchor, *pair, number)))


def days_in(start: date, end: date) -> list[date]:
    return [start + k * DAY for k in range(2000) if start + k * DAY < end]


@given(periods(), units, st.integers(1, 300), st.data())
def test_seats_added_pay_for_the_days_that_are_left(period, unit, seats, data):
    day = period.start + timedelta(days=data.draw(st.integers(0, period.days - 1)))
    left, whole = len(days_in(day, period.end)), len(days_in(period.start, period.end))
    found = proration(Money(unit, "EUR"), seats, day, period)
    assert found.minor == half_up(Fraction(unit * seats * left, whole))
    assert Money(0, "EUR") <= found <= Money(unit, "EUR") * seats


@given(periods(), units, st.integers(1, 300), st.data())
def test_what_is_credited_is_the_whole_days_after_and_less_than_was_billed(period, unit, seats, data):
    added = period.start + timedelta(days=data.draw(st.integers(0, period.days - 1)))
    gone = data.draw(st.sampled_from(days_in(added, period.end)))
    price, unused = Money(unit, "EUR"), unused_days(gone, period)
    assert unused == len(days_in(gone + DAY, period.end))
    assert part_of(price, seats, unused, period) <= proration(price, seats, added, period)


@given(lots, st.dates(date(2025, 12, 1), date(2026, 9, 1)))
def test_a_lot_counts_from_its_first_day_until_the_day_before_its_last(all_lots, day):
    naive = 0
    for lot in all_lots:
        gone = lot.until is not None and day >= lot.until
        naive += lot.quantity if day >= lot.since and not gone else 0
    assert seats_on(all_lots, day) == naive


@settings(max_examples=40, deadline=None)
@given(lives(kinds=st.sampled_from(["add", "reduce", "shrink"])))
def test_lives_with_seats_that_come_and_go_have_the_invoices_of_a_walk(life):
    assert ByRules(life).invoices() == invoices(life)


@given(anchors, pairs, st.integers(1, 3), st.integers(1, 50), st.integers(0, 60))
def test_a_reduction_waits_for_the_next_term_and_the_last_seat_ends_it(anchor, pair, number, seats, reduction):
    end = terms.term(anchor, pair[0], number).end
    step = next_step(
        anchor, *pair, number, end, RENEW, [Seats(seats, anchor)], reduction, Money(100, "EUR")
    )
    if reduction < seats:
        assert isinstance(step, Renew) and step.seats == seats - reduction
        assert (step.number, step.term.start, step.period.start) == (number + 1, end, end)
    else:
        assert step == End(end, NO_SEATS)


@given(anchors, pairs, st.integers(1, 3), st.integers(-3, 0))
def test_a_lot_that_is_gone_when_the_term_ends_is_not_renewed(anchor, pair, number, offset):
    end = terms.term(anchor, pair[0], number).end
    held = [Seats(5, anchor), Seats(3, end - 5 * DAY, end + offset * DAY)]
    assert next_step(anchor, *pair, number, end, RENEW, held, 0, Money(100, "EUR")).seats == 5


@pytest.mark.parametrize(
    ("day", "net"),
    [
        (date(2027, 1, 31), 3000),  # 28 days of 28
        (date(2027, 2, 1), 2893),  # 27: 2892.857…
        (date(2027, 2, 14), 1500),  # 14: a half
        (date(2027, 2, 15), 1393),  # 13: 1392.857…
        (date(2027, 2, 27), 107),  # 1: 107.142…
    ],
)
def test_three_seats_at_10_euros_added_in_february(day, net):
    assert proration(Money(1000, "EUR"), 3, day, A_MONTH) == Money(net, "EUR")


def test_half_a_centime_goes_up():
    assert proration(Money(5, "EUR"), 1, date(2027, 2, 14), A_MONTH) == Money(3, "EUR")


def test_seats_added_on_29_february_and_given_back_on_2_march_by_hand():
    life = Life(
        date(2028, 2, 29), "P1M", "month", date(2028, 3, 29), 1, [(date(2028, 1, 1), 2900)],
        events=[(date(2028, 2, 29), "add", 2), (date(2028, 3, 2), "shrink", 2)],
    )
    bought, given_back, due = date(2028, 2, 29), date(2028, 3, 2), date(2028, 3, 29)
    by_hand = [(bought, 2900), (bought, 5800), (given_back, -5200), (due, 2900)]
    assert ByRules(life).invoices() == invoices(life) == (by_hand, None)


def test_seats_added_the_day_before_the_end_pay_one_day_and_then_the_whole():
    life = Life(
        date(2027, 1, 31), "none", "month", date(2027, 2, 28), 1, [(date(2026, 1, 1), 2800)],
        events=[(date(2027, 2, 27), "add", 1)],
    )
    by_hand = [(date(2027, 1, 31), 2800), (date(2027, 2, 27), 100), (date(2027, 2, 28), 5600)]
    assert ByRules(life).invoices() == invoices(life) == (by_hand, None)
