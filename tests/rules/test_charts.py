"""Bars stand where their numbers say, whatever the numbers (issue 5)."""

from hypothesis import given
from hypothesis import strategies as some

from phoenix.books import charts, rules

numbers = some.lists(some.integers(-(10**12), 10**12), min_size=1, max_size=36)


def drawn(values, *more, unit=1):
    names = [f"m{number}" for number in range(len(values))]
    return charts.bars(names, [values, *more], str, str, unit)


@given(numbers)
def test_every_bar_is_inside_and_as_high_as_its_number(values):
    chart = drawn(values)
    assert len(chart.bars) == len(values)
    tallest = max(range(len(values)), key=lambda number: abs(values[number]))
    for bar, value in zip(chart.bars, values, strict=True):
        assert chart.left <= bar.x and bar.x + bar.width <= chart.width
        assert 0 <= bar.y and bar.y + bar.height <= chart.height
        assert bar.height <= chart.bars[tallest].height + 1
        assert (bar.y + bar.height == chart.zero) if value >= 0 else (bar.y == chart.zero)


@given(numbers)
def test_lines_are_few_and_in_order_and_hold_nothing_between(values):
    chart = drawn(values)
    marks = [int(line.text) for line in chart.lines]
    assert 2 <= len(marks) <= charts.LINES + 3 and 0 in marks
    assert min(marks) <= min([*values, 0]) and max(marks) >= max([*values, 0])
    assert [line.at for line in chart.lines] == sorted((line.at for line in chart.lines), reverse=True)


def test_nothing_at_all_is_a_chart_too():
    chart = drawn([0, 0, 0], unit=100)
    assert [line.text for line in chart.lines] == ["0", "100"]
    assert {bar.height for bar in chart.bars} == {0}


def test_two_series_stand_side_by_side():
    first, _second, third, _fourth = sorted(drawn([3, 4], [1, 2]).bars, key=lambda bar: bar.x)
    assert (first.series, first.title) == (0, "m0, 3")
    assert first.x + first.width <= third.x


def test_round_steps():
    assert [charts.nice_step(span) for span in (0, 1, 4, 5, 17, 40, 41, 999)] == [1, 1, 1, 2, 5, 10, 20, 500]


@given(some.integers(0, 10**9), some.sampled_from([("month", "P1Y", 1), ("year", "P3Y", 12), ("once", "P3Y", 36), ("month", "none", 1)]))
def test_a_sum_per_month_is_off_by_half_a_cent_at_most(minor, plan):
    billing, commitment, months = plan
    assert abs(rules.monthly(billing, commitment, minor) * months - minor) * 2 <= months


def test_months_left_of_nothing_have_no_rate():
    assert rules.rate(3, 0) is None
    assert rules.rate(1, 3) == 3333
