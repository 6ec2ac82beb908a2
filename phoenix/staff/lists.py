"""The staff's lists: one component for all. A list is declared; filters, sorting, paging and CSV follow.

    QUOTES = StaffList(
        "devis", _l("Devis"), Quote,
        columns=(
            Column("number", _l("Numéro"), lambda row: row.number, link=lambda row: url_for("staff_quotes.one", number=row.number)),
            Column("date", _l("Date"), lambda row: row.created_at, sort=Quote.created_at, down=True),
            Column("customer", _l("Client"), lambda row: row.organisation.name),
            Column("state", _l("État"), lambda row: Badge(*STATES[row.state])),
            Column("total", _l("Montant"), lambda row: row.total, sort=Quote.gross, down=True, money=True),
        ),
        filters=(Choice("state", _l("État"), STATES, Quote.state), customer(Quote.organisation), Days("day", _l("Date"), Quote.created_at)),
        order="-date",
        load=lambda ids: Quote.select(Quote, Organisation).join(Organisation).where(Quote.id << ids),
        empty=_l("Aucun devis"),
    )

    @blueprint.get("")
    @staff_only(SALES)
    def view():
        "Quotes, the newest first."
        return listed(QUOTES)

That is all: `listed` answers the page, its fragment for HTMX, or the CSV (`?format=csv`), under the same guard.
For more around the table, extend staff/list.html (blocks before, after, staff_actions) and give `template=`.

It costs the same for a thousand rows as for a million where the indexes fit: (sort, id) for each sort, and
(filter, sort, id) for each choice with the usual sort; the model's id ends each. Rows are found by key alone
(one query), then loaded (`load`, one query, or a few whatever the length), and counted up to a thousand (one).

A cell is a text, number, day, instant, Money, Badge or nothing; Money, days and numbers are written for the
reader in pages, for spreadsheets in the CSV. A sort whose column may be empty lists only rows that have it.
A Choice with `start="open"` shows these first and has "all" for the others; a Word takes what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import peewee
from flask import request, url_for
from flask_babel import gettext as _

from phoenix.database import Model
from phoenix.kernel.values import frozen
from phoenix.staff.list_columns import Badge, Column
from phoenix.staff.list_export import answer_csv
from phoenix.staff.list_filters import Choice, Days, Word, customer
from phoenix.staff.list_keys import Cursor, Keys, capped_count, keys_of, read_cursor
from phoenix.team.access import current_member
from phoenix.web.filters import number
from phoenix.web.render import page

__all__ = ["Badge", "Choice", "Column", "Days", "Listing", "StaffList", "Word", "customer", "listed", "listing_of"]
SIZE = 50
MOST = 1_000


@frozen
class StaffList:
    """A list as declared; `name` is the CSV's, `order` the sort of the bare address ("-date" is downwards).

    `order` "-" is by number alone, the newest first; it may be a function of what is chosen. `load` gives the rows of some ids, in any order, with what the cells ask of them; `where` is a
    condition, or a function that gives one, on what the list is about at all; `only` are the roles that may
    take the CSV, where not all that see the page may.
    """

    name: str
    title: object
    model: type[Model]
    columns: tuple[Column, ...]
    filters: tuple = ()
    order: str | Callable[[dict[str, str]], str] = ""
    load: Callable[[list[int]], Iterable] | None = None
    where: object = None
    empty: object = None
    only: tuple[str, ...] = ()
    size: int = SIZE

    def rows(self, ids: list[int]) -> list:
        """The rows of these ids, in their order."""
        found = self.load(ids) if self.load else self.model.select().where(self.model.id << ids)
        known = {row.id: row for row in found} if ids else {}
        return [known[each] for each in ids if each in known]

    def column(self, key: str) -> Column | None:
        """The column of that key that can be sorted by."""
        return next((each for each in self.columns if each.key == key and each.sort is not None), None)


class Listing:
    """A list as asked for by an address: what is chosen, and the page of rows."""

    def __init__(self, declared: StaffList, arguments, endpoint: str, place: dict):
        self.declared, self.endpoint, self.place = declared, endpoint, place
        bare = not any(each.asked(arguments) for each in declared.filters)
        self.chosen = {each.name: each.read(arguments, bare) for each in declared.filters}
        self.errors = {name: given.error for name, given in self.chosen.items() if given.error}
        self.filtered = not bare and any(given.arguments for given in self.chosen.values())
        self.order = declared.order(self._values()) if callable(declared.order) else declared.order
        asked = arguments.get("sort", "")
        self.sort = asked if declared.column(asked.removeprefix("-")) else self.order
        self.cursor = read_cursor(self.key, arguments)
        self.conditions = self._conditions()
        self.found: Keys | None = None
        self.rows: list = []
        self.count = 0

    @property
    def column(self) -> Column | None:
        """The column sorted by; None: by number alone."""
        return self.declared.column(self.sort.removeprefix("-"))

    @property
    def key(self):
        """The field sorted by; None for the number, which ends every order anyway."""
        field = self.column.field if self.column else None
        return None if field is self.declared.model.id else field

    @property
    def down(self) -> bool:
        """Whether the largest come first."""
        return self.sort.startswith("-")

    def fetch(self) -> Listing:
        """Find the page's rows and count all up to a thousand: three queries."""
        self.found = self.keys(self.cursor, self.declared.size)
        self.rows = self.declared.rows(self.found.ids)
        self.count = capped_count(self.declared.model, self.conditions, MOST + 1)
        return self

    def keys(self, cursor: Cursor | None, size: int) -> Keys:
        """The ids of a page of this list."""
        return keys_of(self.declared.model, self.conditions, self.key, self.down, cursor, size)

    def _values(self) -> dict[str, str]:
        return {name: str(given.values[0] or "") for name, given in self.chosen.items() if given.values}

    def _conditions(self) -> list:
        """What rows must fulfil to be in this list."""
        where = self.declared.where() if callable(self.declared.where) else self.declared.where
        found = [] if where is None else [where]
        for each in self.declared.filters:
            found += each.conditions(self.chosen[each.name].values)
        if self.partial:
            found.append(self.key.is_null(False))
        return found

    @property
    def partial(self) -> bool:
        """Whether this sort leaves out rows without a value."""
        return isinstance(self.key, peewee.Field) and self.key.null and not self.column.always

    @property
    def arguments(self) -> dict[str, str]:
        """What of the address says which rows these are, and in which order."""
        given = {name: value for each in self.chosen.values() for name, value in each.arguments.items()}
        return {**given, **({"sort": self.sort} if self.sort != self.order else {})}

    def url(self, **changes) -> str:
        """This list otherwise: sorted, paged, as CSV; None leaves a part out."""
        given = {**self.arguments, **changes}
        return url_for(self.endpoint, **self.place, **{name: value for name, value in given.items() if value is not None})

    def bare_url(self) -> str:
        """This list as it opens."""
        return url_for(self.endpoint, **self.place)

    def is_sorted_by(self, column: Column) -> bool:
        """Whether it decides the present order."""
        return bool(self.column) and self.column.key == column.key

    def sort_url(self, column: Column) -> str:
        """Sorted by this column; the other way round where it is already."""
        down = not self.down if self.is_sorted_by(column) else column.down
        return self.url(sort=f"-{column.key}" if down else column.key)

    def sorts(self) -> list[tuple[str, str]]:
        """Every order there is: what `?sort=` says, and its words."""
        usable = [each for each in self.declared.columns if each.sort is not None]
        return [pair for each in usable for pair in ((each.key, f"{each.label} ↑"), (f"-{each.key}", f"{each.label} ↓"))]

    def previous_url(self) -> str | None:
        """The page before."""
        return self.url(before=str(self.found.first)) if self.found.has_previous else None

    def next_url(self) -> str | None:
        """The page after."""
        return self.url(after=str(self.found.last)) if self.found.has_next else None

    def csv_url(self) -> str | None:
        """All these rows as CSV, for who may."""
        member = current_member()
        return self.url(format="csv") if member and member.may(*self.declared.only) else None

    @property
    def shortened(self) -> str:
        """How many rows in words; above a thousand nobody counts."""
        if self.count > MOST:
            return _("Plus de 1 000 lignes")
        return "" if not self.count else _("1 ligne") if self.count == 1 else _("%(count)s lignes", count=number(self.count))


def listing_of(declared: StaffList) -> Listing:
    """The list as the present address asks for it, not fetched yet."""
    return Listing(declared, request.args, request.endpoint, request.view_args or {})


def listed(declared: StaffList, template: str = "staff/list.html", fragment: str = "staff/_list.html", **context):
    """The answer: page, fragment or CSV; 422 with its words where a day is none."""
    listing = listing_of(declared)
    if request.args.get("format") == "csv" and listing.csv_url():
        return answer_csv(listing)
    return page(template, fragment, 422 if listing.errors else 200, listing=listing.fetch(), **context)
