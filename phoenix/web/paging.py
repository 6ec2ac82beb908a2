"""Lists in pages."""

from __future__ import annotations


from flask import request

from phoenix.kernel.values import frozen


@frozen
class Page:
    """One page of a list: its rows, its number (from 1), the size and the total count."""

    rows: list | tuple
    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.count


def requested_number() -> int:
    """The page asked for with `?page=`; the first for anything that is no page number."""
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1


def paginate(query, size: int = 25) -> Page:
    """The requested page of a select: two queries whatever the length."""
    total = query.order_by().count()
    number = min(requested_number(), max(1, -(-total // size)))
    return Page(list(query.paginate(number, size)), number, size, total)
