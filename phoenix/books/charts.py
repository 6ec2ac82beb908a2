"""Bars as a server draws them: where each stands, for a template to write as SVG; no library, no script."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from phoenix.kernel.values import frozen

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 92, 8, 14, 34
LINES = 4
LABELS = 12  # as many month names as fit


@frozen
class Bar:
    """One bar; `series` is which of several stands beside the others."""

    x: int
    y: int
    width: int
    height: int
    series: int
    title: str


@frozen
class Mark:
    """A name at a place of an axis."""

    at: int
    text: str


@frozen
class Chart:
    """Everything to draw; `zero` is the height of the line that bars stand on."""

    bars: tuple[Bar, ...]
    lines: tuple[Mark, ...]
    names: tuple[Mark, ...]
    zero: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def bars(
    names: Sequence[str], series: Sequence[Sequence[int]], axis: Callable[[int], str], said: Callable[[int], str], unit: int = 1
) -> Chart:
    """A chart of one or more series of whole numbers, one value each per name.

    `axis` writes a number beside a line, `said` a bar's own. Lines stand at whole `unit`s; values below nothing
    hang under the line.
    """
    values = [value for each in series for value in each]
    step = unit * nice_step(-(-(max([*values, 0]) - min([*values, 0])) // unit))
    top = step * -(-max([*values, 0]) // step) or step
    low = step * (min([*values, 0]) // step)
    height = HEIGHT - TOP - BOTTOM

    def place(value: int) -> int:
        return TOP + round_div((top - value) * height, top - low)

    slot = (WIDTH - LEFT - RIGHT) // max(1, len(names))
    width = max(2, slot * 7 // (10 * max(1, len(series))))
    found = [
        _bar(LEFT + slot * number + (slot - width * len(series)) // 2 + width * which, width, place(0), place(value), which, f"{names[number]}, {said(value)}")
        for which, each in enumerate(series)
        for number, value in enumerate(each)
    ]
    lines = tuple(Mark(place(value), axis(value)) for value in range(low, top + 1, step))
    every = -(-len(names) // LABELS)
    shown = tuple(Mark(LEFT + slot * number + slot // 2, name) for number, name in enumerate(names) if number % every == 0)
    return Chart(tuple(found), lines, shown, place(0))


def _bar(x: int, width: int, zero: int, at: int, series: int, title: str) -> Bar:
    return Bar(x, min(zero, at), width, abs(zero - at), series, title)


def nice_step(span: int) -> int:
    """A round distance between lines, so that a few of them cover the span: 1, 2, 5, 10, 20…"""
    least = max(1, -(-span // LINES))
    power = 10 ** (len(str(least)) - 1)
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)


def round_div(numerator: int, denominator: int) -> int:
    """A whole quotient, to the nearest."""
    return (2 * numerator + denominator) // (2 * denominator)
