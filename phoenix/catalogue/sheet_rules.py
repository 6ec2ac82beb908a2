"""What a file would change, line by line, on plain values."""

from __future__ import annotations

from phoenix.kernel.values import frozen

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"


@frozen
class Difference:
    """A cell that differs: what the shop says now, and what the file says."""

    column: str
    before: str
    after: str


@frozen
class Line:
    """A line of the file: what it is about, whether it is NEW, CHANGED, the SAME or WRONG, and why (column, reason)."""

    number: int
    key: str
    state: str
    differences: tuple[Difference, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()


def counted(lines: list[Line]) -> dict[str, int]:
    """How many lines there are of each state."""
    found = {state: 0 for state in (NEW, CHANGED, SAME, WRONG)}
    for line in lines:
        found[line.state] += 1
    return found
