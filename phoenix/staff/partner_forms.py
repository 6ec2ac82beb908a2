"""Forms of the partners' desk: a decision, a level, a rate, a notice."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from phoenix.partners.rules import LEVELS, MOST
from phoenix.partners.words import LEVELS as LEVEL_WORDS
from phoenix.web.form import Day, Form, plain

PERCENT = re.compile(r"(\d{1,2})(?:[,.](\d{1,2}))?")
ALL_FAMILIES = "0"


def level(label) -> RadioField:
    """One of the levels."""
    return RadioField(
        label, [InputRequired(_l("Choisissez un niveau."))], choices=[SelectChoice(each, LEVEL_WORDS[each]) for each in LEVELS]
    )


class ApproveForm(Form):
    """Admitted, once the agreement is accepted."""

    level = level(_l("Niveau"))


class WhyForm(Form):
    """Why, in words that the customer reads."""

    reason = TextAreaField(
        _l("Motif"),
        [DataRequired(_l("Indiquez le motif : il est dit au client.")), Length(min=10, max=3000, message=_l("Écrivez entre 10 et 3 000 caractères."))],
        filters=[lambda value: value.strip() if value else value],
        description=_l("Le client le lit dans l’e-mail."),
        render_kw={"rows": 4, "maxlength": 3000},
    )


class LevelForm(Form):
    """Another level, whose rates hold at once; `seen` is the one that the page showed."""

    level = level(_l("Nouveau niveau"))
    seen = HiddenField(validators=[InputRequired(), Length(max=20)])


class RateForm(Form):
    """A discount on a family or on all, from a day; no percentage: the wider rate holds again."""

    family = SelectField(_l("Famille"), validate_choice=False)
    percent = StringField(
        _l("Remise en pourcentage"),
        [Length(max=6)],
        filters=[plain],
        description=_l("Par exemple 12,5. Laissez vide pour retirer la remise : celle du niveau ou de toutes les familles vaut alors."),
        render_kw={"inputmode": "decimal", "autocomplete": "off", "maxlength": 6},
    )
    valid_from = Day(_l("À partir du"), [InputRequired(_l("Indiquez le jour, par exemple 23/11/2026."))])
    seen = HiddenField(validators=[InputRequired(), Length(max=12)])

    def __init__(self, families, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.families = {str(each.id): each for each in families}
        named = [SelectChoice(key, each.name_fr) for key, each in self.families.items()]
        self.family.choices = [SelectChoice(ALL_FAMILIES, _l("Toutes les familles")), *named]

    def validate_family(self, field):
        """One that there is."""
        if field.data != ALL_FAMILIES and field.data not in self.families:
            raise ValidationError(_l("Choisissez une famille."))

    def validate_percent(self, field):
        """Up to two decimals, within what is sensible."""
        if field.data and (PERCENT.fullmatch(field.data) is None or self.basis_points > MOST):
            raise ValidationError(_l("Écrivez un pourcentage de 0 à 90, avec deux décimales au plus."))

    @property
    def basis_points(self) -> int | None:
        """What was typed; None for nothing."""
        found = PERCENT.fullmatch(self.percent.data or "")
        return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None

    @property
    def chosen(self):
        """The family chosen, None for all."""
        return self.families.get(self.family.data)

    @property
    def seen_number(self) -> int:
        """The rate set last when the page was shown; -1, which none has, for what is no number."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdecimal() else -1
