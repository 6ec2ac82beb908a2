"""Forms of people without account: who writes, when the form was shown, and a trap for robots (clause 1a)."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from phoenix.accounts import form_shown
from phoenix.web.form import Form, plain


def stripped(value):
    """Longer text without outer blanks; a field's filter."""
    return value.strip() if isinstance(value, str) else value


def once() -> HiddenField:
    """The key that keeps a form sent twice from counting twice."""
    return HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))


class WhoWrites(Form):
    """Who writes without account; `website` is a trap that people do not see, `shown` says when the form was."""

    name = StringField(_l("Votre nom"), [DataRequired(_l("Indiquez votre nom.")), Length(max=120)], filters=[plain])
    organisation_name = StringField(_l("Votre organisation"), [Length(max=200)], filters=[plain])
    email = EmailField(
        _l("Votre adresse e-mail"),
        [
            InputRequired(_l("Indiquez votre adresse électronique.")),
            Length(max=254),
            Email(_l("Cette adresse n’a pas la forme d’une adresse e-mail.")),
        ],
        filters=[plain],
        description=_l("Pour vous répondre, et pour rien d’autre."),
    )
    website = StringField()
    shown = HiddenField(validators=[Length(max=300)], default=form_shown.stamp)
    key = once()

    def seconds(self) -> int | None:
        """How long ago the form was shown; None when that is not proven."""
        return form_shown.seconds_since(self.shown.data)
