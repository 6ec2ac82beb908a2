"""What is due today and later, against a second, naive computation (clauses 5c, 6.2b)."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.rules.test_terms import naive_months_on

from phoenix.kernel import schedule, terms
from phoenix.kernel.money import Money
from phoenix.kernel.schedule import Item

anchors = st.dates(min_value=date(2024, 1, 1), max_value=date(2032, 12, 31))
pairs = st.sampled_from([*sorted(terms.ALLOWED), ("one_off", "once")])
items = st.builds(
    lambda pair, quantity, minor, rate: Item("x", quantity, Money(minor, "EUR"), *pair, rate),
    pairs,
    st.integers(min_value=1, max_value=300),
    st.integers(min_value=0, max_value=1_000_000),
    st.sampled_from([0, 850, 2000]),
)


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


@given(st.lists(items, max_size=8))
def test_today_is_every_line_once_and_vat_by_rate(lines):
    totals = schedule.due_today(lines, "EUR")
    net = sum(line.quantity * line.unit_price.minor for line in lines)
    tax = 0
    for rate in {line.vat_rate for line in lines}:
        base = sum(line.quantity * line.unit_price.minor for line in lines if line.vat_rate == rate)
        tax += half_up(Fraction(base * rate, 10_000))
    assert (totals.net.minor, totals.tax.minor, totals.gross.minor) == (net, tax, net + tax)


def naive_days(item: Item, anchor: date) -> list[date]:
    """The later due days inside the first term, walked month by month."""
    length = {"one_off": 0, "none": 1, "P1M": 1, "P1Y": 12, "P3Y": 36}[item.commitment]
    step = {"month": 1, "year": 12, "once": length or 1}[item.billing]
    return [naive_months_on(anchor, count) for count in range(1, length) if count % step == 0]


@given(items, anchors)
def test_later_days_are_those_of_a_walk(item, anchor):
    row = schedule.later(item, anchor)
    days = naive_days(item, anchor)
    if item.commitment in ("none", "P1M"):
        assert row.open_ended and row.first == naive_months_on(anchor, 1) and row.whole is None
    elif not days:
        assert row is None
    else:
        assert (row.first, row.last, row.times) == (days[0], days[-1], len(days))
        assert row.gross.minor == item.net.minor + half_up(Fraction(item.net.minor * item.vat_rate, 10_000))
        assert row.whole.minor == sum(row.gross.minor for _day in days)


@given(st.lists(items, max_size=8), anchors)
def test_adding_rows_up_by_rhythm_loses_nothing(lines, anchor):
    apart = [row for line in lines if (row := schedule.later(line, anchor))]
    together = schedule.by_rhythm(lines, anchor)
    assert sum(row.gross.minor for row in together) == sum(row.gross.minor for row in apart)
    assert len({row.span for row in together}) == len(together)
    assert [row.first for row in together] == sorted(row.first for row in together)


@given(items, anchors)
def test_the_first_term_ends_where_the_commitment_does(item, anchor):
    end = schedule.commitment_end(item, anchor)
    if item.commitment == "one_off":
        assert end is None
    else:
        assert end == naive_months_on(anchor, terms.term_months(item.commitment))
