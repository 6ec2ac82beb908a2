"""Which two versions of a text to compare."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError

from phoenix.web.form import Form


class ComparisonForm(Form):
    """`de` the earlier version, `a` the later one, as they stand in the address."""

    de = SelectField(_l("De la version"), coerce=int, validate_choice=False)
    a = SelectField(_l("à la version"), coerce=int, validate_choice=False)

    def __init__(self, labels: list[tuple[int, str]], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.de.choices = self.a.choices = labels

    def validate_de(self, field):
        """A version that there is."""
        _refuse_unknown(field)

    def validate_a(self, field):
        """A version that there is, and not the same."""
        _refuse_unknown(field)
        if field.data == self.de.data:
            raise ValidationError(_l("Choisissez deux versions différentes."))


def _refuse_unknown(field) -> None:
    if field.process_errors or field.data not in {number for number, _label in field.choices}:
        field.errors = []  # what is no number gets the same sentence
        raise ValidationError(_l("Choisissez une version dans la liste."))
