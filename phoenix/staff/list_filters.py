"""The filters of the staff's lists: choices, days, words, the customer. Each reads the address and gives conditions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.database import UtcField
from phoenix.kernel.values import frozen
from phoenix.standing import finding
from phoenix.web.form import plain

ALL = "all"
LONGEST = 200
LONG_AGO = date(1900, 1, 1)


@frozen
class Given:
    """What was read for a filter: values for its conditions, arguments for addresses, what is wrong."""

    values: tuple
    arguments: dict
    error: str = ""


@frozen
class Choice:
    """One of `options` (value: label, or value: (label, kind); or a function that gives them).

    `field` equals the value, or `where(value)` gives the condition. `start` is what the bare address of the list shows.
    """

    name: str
    label: object
    options: object
    field: object = None
    where: Callable | None = None
    start: str = ""
    all_label: object = None
    kind = "choice"

    def words(self) -> list[tuple[str, object]]:
        """Values with their labels, all of them first."""
        options = self.options() if callable(self.options) else self.options
        named = [(value, label[0] if isinstance(label, tuple) else label) for value, label in options.items()]
        return [(ALL if self.start else "", self.all_label or _("Tous")), *named]

    def asked(self, arguments) -> bool:
        """Whether the address says something of it."""
        return self.name in arguments

    def read(self, arguments, bare: bool) -> Given:
        """The value chosen, as far as it is one."""
        value = arguments.get(self.name, self.start if bare else ALL)
        known = value in (self.options() if callable(self.options) else self.options)
        said = value if known else ALL if self.start else ""
        return Given((value,) if known else (), {self.name: said} if said else {})

    def conditions(self, values: tuple) -> list:
        """None where all are wanted."""
        return [self.where(value) if self.where else self.field == value for value in values]


@frozen
class Days:
    """From one day to another, both included; for days, or instants by the days of `zone`."""

    name: str
    label: object
    field: object
    zone: str = "Europe/Paris"
    kind = "days"

    def asked(self, arguments) -> bool:
        """Whether the address names a day."""
        return any(arguments.get(name) for name in self.names())

    def names(self) -> tuple[str, str]:
        """The two fields of the form."""
        return f"{self.name}_from", f"{self.name}_to"

    def read(self, arguments, bare: bool) -> Given:
        """Two days or None; words for what is no day."""
        texts, days, wrong = {}, [], ""
        for name in self.names():
            text = plain(arguments.get(name, ""))[:LONGEST]
            texts |= {name: text} if text else {}
            try:
                days.append(date.fromisoformat(text) if text else None)
            except ValueError:
                days.append(None)
                wrong = _("Indiquez une date qui existe.")
        return Given(tuple(days), texts, wrong)

    def conditions(self, values: tuple) -> list:
        """A range of the field."""
        first, last = values
        found = [self.field >= self._begins(first)] if first else []
        if last and last < date.max:
            found.append(self.field < self._begins(last + timedelta(days=1)))
        return found

    def _begins(self, day: date):
        if not isinstance(self.field, UtcField):
            return day
        return datetime.combine(max(day, LONG_AGO), time(), ZoneInfo(self.zone)).astimezone(UTC)


@frozen
class Word:
    """A text typed; `where(text)` gives the condition."""

    name: str
    label: object
    where: Callable
    kind = "word"

    def asked(self, arguments) -> bool:
        """Whether something was typed."""
        return bool(plain(arguments.get(self.name, "")))

    def read(self, arguments, bare: bool) -> Given:
        """The text, without invisible signs."""
        text = plain(arguments.get(self.name, ""))[:LONGEST]
        return Given((text,) if text else (), {self.name: text} if text else {})

    def conditions(self, values: tuple) -> list:
        """None where nothing was typed."""
        return [self.where(text) for text in values]


def customer(field, name: str = "organisation", label=_l("Client (référence, nom, e-mail…)")) -> Word:
    """Rows of the customers that a number, an address or the beginning of a name finds; `field` is their key."""
    return Word(name, label, lambda text: field << [row.id for row in finding.search(text)][: finding.PAGE])
