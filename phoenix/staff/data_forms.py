"""The staff's forms for requests about personal data (clause 9.3)."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField, TextAreaField, ValidationError, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from phoenix.accounts.fields import email, text
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.privacy.words import CHANNELS, KINDS, USES
from phoenix.web.form import Form

BODY = Length(min=10, max=5000, message=_l("Écrivez entre 10 et 5 000 caractères."))


class EnterForm(Form):
    """A request that came by e-mail, post or telephone; its month began the day it came."""

    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))
    kind = SelectField(_l("Droit exercé"), choices=[SelectChoice(kind, label) for kind, label in KINDS.items()])
    name = text(_l("Nom de la personne"), _l("Indiquez le nom."))
    email = email(_l("Son adresse électronique"), _l("Indiquez l’adresse : la réponse y part."))
    channel = SelectField(
        _l("Reçue par"), choices=[SelectChoice(code, label) for code, label in CHANNELS.items() if code != "account"]
    )
    received_on = DateField(
        _l("Reçue le"), [InputRequired(_l("Indiquez le jour de réception."))], description=_l("Le mois court depuis ce jour.")
    )
    country = SelectField(_l("Pays"), choices=[SelectChoice("fr", _l("France")), SelectChoice("ma", _l("Maroc"))])
    language = SelectField(
        _l("Langue de la réponse"), choices=[SelectChoice("fr", _l("français")), SelectChoice("en", _l("anglais"))]
    )
    uses = SelectMultipleField(
        _l("Usages visés (opposition, limitation)"),
        choices=[SelectChoice(use, label) for use, label in USES.items()],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )
    body = TextAreaField(_l("Ce qui est demandé"), [Optional(), BODY], render_kw={"rows": 5})
    doubted = BooleanField(
        _l("Identité à vérifier"),
        description=_l("Seulement en cas de doute raisonnable. La pièce n’est pas enregistrée ici, et se détruit dès la vérification."),
    )

    def validate_received_on(self, field):
        """Not a day to come, nor one of long ago."""
        today = clock.today(COUNTRIES["fr"].timezone)
        if field.data and not 0 <= (today - field.data).days <= 366:
            raise ValidationError(_l("Indiquez un jour passé, de moins d’un an."))

    def validate_uses(self, field):
        """An unknown use was not on the page."""
        if set(field.data or ()) - set(USES):
            raise ValidationError(_l("Choisissez les usages dans la liste."))


class WordsForm(Form):
    """Words that go to the person: an answer, a reason."""

    words = TextAreaField(
        _l("Ce que la personne lira"), [InputRequired(_l("Écrivez ce que la personne lira.")), BODY], render_kw={"rows": 5}
    )


class IdentityForm(Form):
    """The proof was seen and destroyed."""

    destroyed = BooleanField(_l("J’ai vérifié l’identité, et détruit la pièce et toute copie."))

    def validate_destroyed(self, field):
        """Ticked."""
        if not field.data:
            raise ValidationError(_l("Détruisez la pièce, puis cochez la case."))
