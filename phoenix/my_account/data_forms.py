"""The forms of a person's rights over their data (clause 9.3)."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, TextAreaField, ValidationError, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from phoenix.accounts.fields import box, current_password
from phoenix.privacy.words import USES
from phoenix.web.form import Form

LENGTH = Length(min=10, max=5000, message=_l("Écrivez entre 10 et 5 000 caractères."))


class KeyedForm(Form):
    """Sent twice, it is one request."""

    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))


class CopyForm(KeyedForm):
    """A copy is given to who shows the password once more."""

    current_password = current_password(_l("La copie contient tout : confirmez que c’est bien vous."))


class RecentForm(KeyedForm):
    """The same just after signing in: the sign-in is the proof."""


class RectificationForm(KeyedForm):
    """What is wrong and cannot be changed in the profile."""

    body = TextAreaField(
        _l("Ce qui est à corriger"),
        [InputRequired(_l("Écrivez ce qui est à corriger.")), LENGTH],
        description=_l("Dites quelle donnée est fausse et ce qu’il faut mettre à la place."),
        render_kw={"rows": 6},
    )


class UsesForm(KeyedForm):
    """The uses to stop."""

    uses = SelectMultipleField(
        _l("Usages à arrêter"),
        choices=[SelectChoice(use, label) for use, label in USES.items()],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )
    body = TextAreaField(_l("Un autre usage, ou votre situation"), [Optional(), LENGTH], render_kw={"rows": 4})

    def validate_uses(self, field):
        """Something must be named; an unknown use was not on the page."""
        if set(field.data or ()) - set(USES):
            raise ValidationError(_l("Choisissez les usages dans la liste."))
        if not field.data and not (self.body.data or "").strip():
            raise ValidationError(_l("Cochez au moins un usage, ou décrivez-le."))


class ErasureForm(KeyedForm):
    """Erasing an account is worth a password and a tick."""

    understood = box(
        _l("J’ai compris que le compte disparaît, et que les factures restent gardées dix ans."),
    )
    current_password = current_password()

    def validate_understood(self, field):
        """Ticked."""
        if not field.data:
            raise ValidationError(_l("Cochez la case pour continuer."))
