"""What the forms of this room share: texts cleaned, values checked by the rules, words in French."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from phoenix.accounts import rules, strength
from phoenix.accounts.rules import Refused
from phoenix.accounts.words import REFUSALS, WEAKNESSES
from phoenix.web.form import plain

TOO_LONG = _l("C’est trop long : %(max)d caractères au plus.")


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


def email(label, missing=None, description="") -> StringField:
    """An e-mail address in its normal form."""
    return text(
        label,
        missing,
        most=200,
        check=lambda typed, _form: rules.check_email(typed),
        description=description,
        autocomplete="email",
        type="email",
    )


def phone(label, description) -> StringField:
    """A phone number, read as of the form's country, kept in E.164."""
    return text(
        label,
        most=30,
        check=lambda typed, form: rules.check_phone(typed, form.country),
        description=description,
        autocomplete="tel",
        type="tel",
    )


def number(label, most, check, description) -> StringField:
    """An identifier made of digits; `check(typed, form)` gives its normal form."""
    return text(
        label, most=most, check=check, description=description, inputmode="numeric", autocomplete="off"
    )


def username(description="") -> StringField:
    """A username being chosen, under the rules shown beside it (clause 3.1b)."""
    return text(
        _l("Nom d’utilisateur"),
        _l("Choisissez un nom d’utilisateur."),
        most=60,
        check=lambda typed, _form: rules.check_username(typed),
        description=description,
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
    )


def code() -> StringField:
    """A one-time code, or a recovery code in its place."""
    return text(
        _l("Code à six chiffres"),
        _l("Saisissez le code affiché par votre téléphone."),
        most=20,
        autocomplete="one-time-code",
        autocapitalize="none",
        spellcheck="false",
    )


def box(label, missing=None, description="") -> BooleanField:
    """A box, unticked; one that must be ticked when `missing` is given."""
    validators = [DataRequired(missing)] if missing else []
    return BooleanField(label, validators, description=description)


def current_password(description=_l("Il confirme que c’est bien vous.")) -> PasswordField:
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
        render_kw={
            "autocomplete": "new-password",
            "minlength": strength.SHORTEST,
            "maxlength": strength.LONGEST,
        },
    )


class Strong:
    """Refuses passwords that are guessed easily, with the reasons; forms tell `about` whom."""

    def __call__(self, form, field):
        found = strength.weaknesses(field.data, form.about())
        if found:
            raise StopValidation(" ".join(str(WEAKNESSES[each]) for each in found))
