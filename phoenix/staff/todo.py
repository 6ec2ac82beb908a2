"""One kind of thing that waits for the staff."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext


class Todo(NamedTuple):
    """How many of one kind wait, and the page where they are.

    `due` is the first day on which one must be done, where there is one; else `oldest` is since when one waits.
    """

    label: str
    count: int
    url: str
    oldest: date | None = None
    due: date | None = None

    def urgency(self) -> tuple:
        """What is due comes first, by its day; then what waits longest."""
        return self.due is None, self.due or self.oldest or date.max

    def left(self, today: date) -> tuple[str, str]:
        """The time left as a badge: its words and its kind."""
        days = (self.due - today).days
        if days < 0:
            return ngettext("en retard de %(num)s jour", "en retard de %(num)s jours", -days), "error"
        if days == 0:
            return _("aujourd’hui"), "error"
        return ngettext("dans %(num)s jour", "dans %(num)s jours", days), "warning" if days <= 2 else ""
