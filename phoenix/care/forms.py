"""The contact form, and those of complaints and what follows them."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from phoenix.care import form_shown, spam
from phoenix.care.words import CLAIM_SUBJECTS, CONTACT_SUBJECTS
from phoenix.files.forms import FilesField
from phoenix.web.form import Form, plain

SUBJECTS = tuple(CONTACT_SUBJECTS.items())
LONGEST = 5000
TOO_LONG = _l("C’est trop long : %(max)d caractères au plus.")


def choices_of(words: dict) -> list[SelectChoice]:
    """The choices of a list of words."""
    return [SelectChoice(value, label) for value, label in words.items()]


def stripped(value):
    """Longer text without outer blanks; a field's filter."""
    return value.strip() if isinstance(value, str) else value


def once() -> HiddenField:
    """The key that keeps a form sent twice from counting twice."""
    return HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))


def body(label, missing=_l("Écrivez votre message."), least=10) -> TextAreaField:
    """The words of a message."""
    words = _l("Écrivez entre 10 et 5 000 caractères.") if least == 10 else _l("Écrivez 5 000 caractères au plus.")
    validators = [InputRequired(missing), Length(min=least, max=LONGEST, message=words)]
    return TextAreaField(label, validators, filters=[stripped])


class WhoWrites(Form):
    """Who writes without account; `website` is a trap that people do not see, `shown` says when the form was."""

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
    website = StringField()
    shown = HiddenField(validators=[Length(max=300)], default=form_shown.stamp)
    key = once()

    def seconds(self) -> int | None:
        """How long ago the form was shown; None when that is not proven."""
        return form_shown.seconds_since(self.shown.data)


class ContactForm(WhoWrites):
    """A message, about what."""

    subject = SelectField(_l("Votre message concerne"), choices=choices_of(CONTACT_SUBJECTS))
    body = body(_l("Votre message"))


class OwnClaimForm(Form):
    """A complaint of a signed-in customer: the account says who writes (clause 11a)."""

    subject = SelectField(_l("Votre réclamation concerne"), choices=choices_of(CLAIM_SUBJECTS))
    title = StringField(
        _l("En une ligne"),
        [InputRequired(_l("Résumez votre réclamation en une ligne.")), Length(max=120, message=TOO_LONG)],
        filters=[plain],
    )
    about = StringField(
        _l("Numéro de la commande ou de la facture"),
        [Length(max=60, message=TOO_LONG)],
        filters=[plain],
        description=_l("Il figure sur la facture et dans l’e-mail de confirmation."),
    )
    body = body(_l("Ce qui s’est passé"), _l("Dites-nous ce qui s’est passé."))
    wanted = TextAreaField(
        _l("Ce que vous demandez"),
        [Length(max=2000, message=TOO_LONG)],
        filters=[stripped],
        description=_l("Par exemple un remboursement, une correction, une explication."),
    )
    key = once()


class ClaimForm(WhoWrites, OwnClaimForm):
    """A complaint of anybody (clause 11a)."""

    def is_suspect(self) -> bool:
        """Whether it looks like a robot's; people can take the links out."""
        return spam.is_suspect(spam.score(self.body.data, self.name.data, self.seconds()))


class ReplyForm(Form):
    """What one writes on, with papers if one likes."""

    body = body(_l("Votre message"), least=1)
    files = FilesField(_l("Documents à joindre"))
    key = once()
