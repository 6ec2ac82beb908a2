"""The contact form."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from phoenix.web.form import Form, plain

SUBJECTS = (
    ("sales", _l("Un produit ou un prix")),
    ("order", _l("Une commande ou une facture")),
    ("support", _l("L’assistance technique")),
    ("account", _l("Mon compte")),
    ("closure", _l("La clôture de mon compte")),
    ("data", _l("Mes données personnelles")),
    ("other", _l("Autre chose")),
)


class ContactForm(Form):
    """Who writes, about what; `website` is a trap that people do not see."""

    subject = SelectField(_l("Votre message concerne"), choices=[SelectChoice(value, label) for value, label in SUBJECTS])
    name = StringField(_l("Votre nom"), [InputRequired(_l("Indiquez votre nom.")), Length(max=120)], filters=[plain])
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
    body = TextAreaField(
        _l("Votre message"),
        [InputRequired(_l("Écrivez votre message.")), Length(min=10, max=5000, message=_l("Écrivez entre 10 et 5 000 caractères."))],
    )
    website = StringField()
    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))
