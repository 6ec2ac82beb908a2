"""Days paused by force majeure are counted once and credited per day and seat (clause 13c)."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.rules.naive_subscription import half_up

from phoenix.kernel import terms
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.subscriptions.rules import Pause, Seats, part_of, pause_credit, paused_days

DAY = timedelta(days=1)
FEBRUARY = Span(date(2028, 1, 31), date(2028, 2, 29))  # 29 days
UNIT = Money(2900, "EUR")
days = st.dates(date(2027, 11, 1), date(2028, 5, 31))
ends = st.none() | days
pauses = st.lists(st.builds(Pause, days, ends), max_size=4)
lots = st.lists(st.builds(Seats, st.integers(1, 50), days, ends), max_size=4)
spans = st.builds(lambda start, length: Span(start, start + length * DAY), days, st.integers(1, 120))


def covers(row: Pause | Seats, day: date) -> bool:
    return row.since <= day and (row.until is None or day < row.until)


def days_of(span: Span) -> list[date]:
    return [span.start + k * DAY for k in range(span.days)]


@given(pauses, spans)
def test_a_day_in_two_pauses_counts_once_and_an_open_pause_goes_on(all_pauses, span):
    naive = sum(any(covers(pause, day) for pause in all_pauses) for day in days_of(span))
    assert paused_days(all_pauses, span) == naive


@given(st.integers(0, 200_000), lots, pauses, spans)
def test_a_credit_is_the_sum_of_the_days_and_seats_paused(unit, all_lots, all_pauses, period):
    owed = Fraction(0)
    for day in days_of(period):
        if any(covers(pause, day) for pause in all_pauses):
            owed += sum(Fraction(unit * lot.quantity, period.days) for lot in all_lots if covers(lot, day))
    assert pause_credit(Money(unit, "EUR"), all_lots, all_pauses, period).minor == half_up(owed)


@given(st.lists(days, min_size=2, max_size=2, unique=True), st.dates(date(2027, 8, 1), date(2028, 1, 31)))
def test_a_pause_across_periods_loses_no_day_between_them(bounds, anchor):
    pause = [Pause(min(bounds), max(bounds))]
    year = terms.term(anchor, "P1Y")
    months = terms.periods(anchor, "P1Y", "month")
    assert sum(paused_days(pause, month) for month in months) == paused_days(pause, year)


def test_three_days_in_february_by_hand():
    held = [Seats(2, date(2027, 1, 31)), Seats(1, date(2028, 2, 12))]
    overlapping = [Pause(date(2028, 2, 10), date(2028, 2, 12)), Pause(date(2028, 2, 11), date(2028, 2, 13))]
    assert paused_days(overlapping, FEBRUARY) == 3
    assert pause_credit(UNIT, held, overlapping, FEBRUARY) == Money(700, "EUR")  # 2, 2 and 3 seats at 1.00


def test_a_whole_period_paused_is_credited_whole():
    assert pause_credit(UNIT, [Seats(3, date(2027, 1, 31))], [Pause(date(2028, 1, 1))], FEBRUARY) == 3 * UNIT
    assert part_of(UNIT, 3, FEBRUARY.days, FEBRUARY) == 3 * UNIT
