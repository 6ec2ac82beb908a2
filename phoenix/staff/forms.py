"""The forms of the staff's sign-in and own page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from phoenix.accounts.fields import code, new_password, text
from phoenix.web.form import Form


class StaffSignInForm(Form):
    """Address and password."""

    email = text(
        _l("Adresse électronique"), _l("Indiquez votre adresse électronique."), most=200, autocomplete="username",
        type="email",
    )
    password = PasswordField(
        _l("Mot de passe"),
        [DataRequired(_l("Saisissez votre mot de passe.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


class StaffCodeForm(Form):
    """The one-time code of the telephone, or a recovery code."""

    code = code()


class StaffPasswordForm(Form):
    """A password chosen by the link; `member` is whose."""

    password = new_password(_l("Mot de passe"))
    member = None

    def about(self) -> tuple[str, ...]:
        """What strangers know of the member."""
        return (self.member.name, self.member.email) if self.member else ()


class LanguageForm(Form):
    """The language of the staff's pages."""

    language = RadioField(
        _l("Langue des pages de l’équipe"),
        [DataRequired(_l("Choisissez une langue."))],
        choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
    )
