"""What every form shares: the token is checked before the view, and lines of text come in clean."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, StringField

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


class Form(FlaskForm):
    """A form; its token is checked for every request before the view (web/csrf.py)."""

    class Meta:
        csrf = False

    def process(self, formdata=None, *args, **kwargs):
        """Fill the fields; a line that was not sent at all is an empty one, as browsers send it."""
        super().process(formdata, *args, **kwargs)
        for field in self:
            if field.data is None and field.raw_data == [] and _reads_lines(field):
                field.data = ""


class Day(DateField):
    """A day as the browser's calendar writes it."""

    def process_formdata(self, valuelist):
        """Say in our words what is no date."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Indiquez une date qui existe.")) from None


def _reads_lines(field) -> bool:
    """Whether what is typed into a field is taken as it is."""
    return isinstance(field, StringField) and type(field).process_formdata is StringField.process_formdata


def plain(value):
    """A line of text without invisible signs, outer blanks and doubled blanks; a field's filter."""
    if not isinstance(value, str):
        return value
    normal = unicodedata.normalize("NFC", _INVISIBLE.sub(" ", value))
    return " ".join(normal.split())
