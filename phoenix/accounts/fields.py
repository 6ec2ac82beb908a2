"""What the forms of this room share: texts cleaned, values checked by the rules, words in French."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from phoenix.accounts import strength
from phoenix.accounts.rules import Refused
from phoenix.accounts.words import REFUSALS, WEAKNESSES

TOO_LONG = _l("C’est trop long : %(max)d caractères au plus.")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


class Form(FlaskForm):
    """A form; the token is checked for every request before the view (web/csrf.py)."""

    class Meta:
        csrf = False


class Checked:
    """Puts the normal form of a value in its place, or says why there is none.

    `check(typed, form)` raises Refused with its reason.
    """

    def __init__(self, check):
        self.check = check

    def __call__(self, form, field):
        try:
            field.data = self.check(field.data, form)
        except Refused as refusal:
            raise StopValidation(str(REFUSALS[refusal.reason])) from None


def plain(value):
    """A line of text without invisible signs, outer blanks and doubled blanks."""
    if not isinstance(value, str):
        return value
    normal = unicodedata.normalize("NFC", _INVISIBLE.sub(" ", value))
    return " ".join(normal.split())


def text(label, missing=None, most=120, description="", check=None, **attributes) -> StringField:
    """A line of text, required when `missing` says what to write."""
    presence = DataRequired(missing) if missing else Optional()
    validators = [presence, Length(max=most, message=TOO_LONG)]
    if check:
        validators.append(Checked(check))
    return StringField(
        label,
        validators,
        filters=[plain],
        description=description,
        render_kw={"maxlength": most, **attributes},
    )


def box(label, missing=None, description="") -> BooleanField:
    """A box, unticked; one that must be ticked when `missing` is given."""
    validators = [DataRequired(missing)] if missing else []
    return BooleanField(label, validators, description=description)


def current_password(description) -> PasswordField:
    """The password asked once more before a sensitive change."""
    return PasswordField(
        _l("Votre mot de passe actuel"),
        [DataRequired(_l("Saisissez votre mot de passe actuel.")), Length(max=1000)],
        description=description,
        render_kw={"autocomplete": "current-password"},
    )


def new_password(label) -> PasswordField:
    """A password being chosen: judged by `Strong`."""
    return PasswordField(
        label,
        [DataRequired(_l("Choisissez un mot de passe.")), Strong()],
        description=_l(
            "Au moins 12 caractères. Quelques mots sans lien entre eux valent mieux que des signes compliqués."
        ),
        render_kw={"autocomplete": "new-password", "minlength": strength.SHORTEST, "maxlength": strength.LONGEST},
    )


class Strong:
    """Refuses passwords that are guessed easily, with the reasons; forms tell `about` whom."""

    def __call__(self, form, field):
        found = strength.weaknesses(field.data, form.about())
        if found:
            raise StopValidation(" ".join(str(WEAKNESSES[each]) for each in found))
