"""The columns of the staff's lists, and what a cell may hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from inspect import isfunction
from typing import NamedTuple

from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen


class Badge(NamedTuple):
    """A state in a word; kinds as in components/details.html."""

    text: object
    kind: str = ""


@frozen
class Column:
    """One column: `value` gives a row's cell, `link` where it leads, `hint` a second line in small.

    `sort` is the field by which the list can be sorted (or a function that gives it), `down` whether the largest come first when it is
    first asked for, `always` that every row of the list has a value although the column may be empty. `money` says that its cells are amounts, which the CSV gives a column for the currency.
    The first column of a list names its row. With `post` the cell is a button, named by `value`, that sends to
    the address that it gives, where it gives one; with `template`, that writes the cell of the row `each`. The CSV
    leaves both out.
    """

    key: str
    label: object
    value: Callable
    link: Callable | None = None
    hint: Callable | None = None
    post: Callable | None = None
    template: str = ""
    sort: object = None
    down: bool = False
    always: bool = False
    money: bool = False

    @property
    def field(self):
        """What is sorted by; some expressions differ between databases, and are made when asked for."""
        return self.sort() if isfunction(self.sort) else self.sort

    def kind(self, cell) -> str:
        """How the page writes a cell: badge, money, number, moment, day or text."""
        for kind, types in KINDS:
            if isinstance(cell, types):
                return kind
        return "text"


KINDS = (("badge", Badge), ("money", Money), ("text", bool), ("number", int), ("moment", datetime), ("day", date))
