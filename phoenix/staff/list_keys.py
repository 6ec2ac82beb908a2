"""Pages of the staff's lists by key: each goes on from the row where another ended, both ways, by an index."""

from __future__ import annotations

from datetime import UTC, date, datetime

import peewee

from phoenix.database import UtcField, database
from phoenix.kernel.values import frozen

LARGEST = 2**63 - 1


@frozen
class Cursor:
    """A row by its key and id; `back` where what stands before it is asked for."""

    key: object
    id: int
    back: bool = False

    def __str__(self) -> str:
        key = self.key.isoformat() if isinstance(self.key, date) else self.key
        return f"{self.id}" if key is None else f"{key}~{self.id}"


@frozen
class Keys:
    """The ids of a page in order, its first and last rows, and whether rows stand before and after."""

    ids: list
    first: Cursor | None
    last: Cursor | None
    has_previous: bool
    has_next: bool


def keys_of(model, conditions: list, key, down: bool, cursor: Cursor | None, size: int) -> Keys:
    """A page of the rows of `model` under `conditions`, ordered by `key` (None: by id) and id."""
    found = _fetch(model, conditions, key, down, cursor, size + 1)
    back = bool(cursor and cursor.back)
    if cursor and (len(found) <= size if back else not found):  # no whole page before it, or nothing after: the first page
        return keys_of(model, conditions, key, down, None, size)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    ends = [Cursor(*each) for each in (found[0], found[-1])] if found else [None, None]
    return Keys([each[1] for each in found], *ends, bool(cursor) and (more or not back), more or back)


def _fetch(model, conditions, key, down, cursor, limit) -> list[tuple]:
    up = down == bool(cursor and cursor.back)
    order = [model.id] if key is None else [key, model.id]
    query = model.select(peewee.Value(None) if key is None else key, model.id)
    if conditions:
        query = query.where(*conditions)
    if cursor:
        query = query.where(_beyond(order, cursor, up))
    query = query.order_by(*(each.asc() if up else each.desc() for each in order))
    return list(query.limit(limit).tuples())


def _beyond(order: list, cursor: Cursor, up: bool):
    if len(order) == 1:
        return order[0] > cursor.id if up else order[0] < cursor.id
    here = peewee.Tuple(*order), peewee.Tuple(_stored(order[0], cursor.key), cursor.id)
    return peewee.Expression(here[0], ">" if up else "<", here[1])


def _stored(key, value):
    """The value as this column holds it: a row's value is compared without asking the field."""
    return key.db_value(value) if isinstance(key, peewee.Field) else value


def capped_count(model, conditions: list, most: int) -> int:
    """How many rows fulfil the conditions, counting no further than `most`."""
    query = model.select(peewee.SQL("1"))
    inner = (query.where(*conditions) if conditions else query).limit(most)
    return peewee.Select([inner.alias("some")], [peewee.fn.COUNT(peewee.SQL("1"))]).bind(database).scalar()


def read_cursor(key, arguments) -> Cursor | None:
    """The row that `?after=` or `?before=` names; None for none, and for what is no row of this order."""
    for name in ("after", "before"):
        text = arguments.get(name, "")
        value, _tilde, number = text.rpartition("~")
        if number.isascii() and number.isdecimal() and len(number) < 19:
            try:
                return Cursor(None if key is None else _read(key, value), int(number), name == "before")
            except ValueError:
                return None
    return None


def _read(key, text: str):
    if isinstance(key, UtcField):
        value = datetime.fromisoformat(text)
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(key, peewee.DateField):
        return date.fromisoformat(text)
    if isinstance(key, (peewee.IntegerField, peewee.ForeignKeyField)):
        value = int(text)
        if abs(value) > LARGEST:
            raise ValueError(text)
        return value
    return text
