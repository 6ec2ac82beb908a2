"""A percentage typed by staff: `12,5` or `12.5 %`, as basis points."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from wtforms import StringField

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")


class PercentField(StringField):
    """`data` is a number of basis points, None for nothing typed; what was typed is shown again."""

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        if self.data is None:
            return ""
        whole, rest = divmod(self.data, 100)
        return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)

    def process_formdata(self, valuelist):
        """Read it; what is no percentage is refused in our words."""
        typed = re.sub(r"[\s\u00a0\u202f%]", "", valuelist[0] if valuelist else "")
        self.data = None
        if not typed:
            return
        found = _PERCENT.fullmatch(typed)
        points = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None
        if points is None or points > 10_000:
            raise ValueError(_("Écrivez un pourcentage de 0 à 100, par exemple 12,5."))
        self.data = points
