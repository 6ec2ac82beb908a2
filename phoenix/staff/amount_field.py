"""A sum typed by staff: `1 234,50`, `1234.5` or `1,234.50`, as minor units."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from wtforms import StringField

from phoenix.kernel.amounts import LARGEST_MINOR
from phoenix.web.filters import number

_SUM = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")


class AmountField(StringField):
    """`data` is a number of minor units, None for nothing typed; what was typed is shown again."""

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else f"{self.data // 100},{self.data % 100:02d}"

    def process_formdata(self, valuelist):
        """Read it; what is no sum is refused in our words."""
        typed = re.sub(r"[\s\u00a0\u202f€]|MAD|EUR", "", valuelist[0] if valuelist else "")
        self.data = None
        if not typed:
            return
        if re.fullmatch(r"\d{1,3}(,\d{3})+\.\d{1,2}", typed):
            typed = typed.replace(",", "")
        found = _SUM.fullmatch(typed)
        whole, cents = found.groups() if found else (None, None)
        if whole is None:
            raise ValueError(_("Écrivez une somme, par exemple 123,45."))
        minor = int(whole) * 100 + int((cents or "0").ljust(2, "0"))
        if minor > LARGEST_MINOR:
            raise ValueError(_("Une somme va jusqu’à %(most)s.", most=number(LARGEST_MINOR // 100)))
        self.data = minor
