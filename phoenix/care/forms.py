"""The contact form, and those of complaints and what follows them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from phoenix.accounts.writer import WhoWrites, once, stripped
from phoenix.care.words import CLAIM_SUBJECTS, CONTACT_SUBJECTS
from phoenix.files.forms import FilesField
from phoenix.web import spam
from phoenix.web.form import Form, plain

SUBJECTS = tuple(CONTACT_SUBJECTS.items())
LONGEST = 5000
TOO_LONG = _l("C’est trop long : %(max)d caractères au plus.")


def choices_of(words: dict) -> list[SelectChoice]:
    """The choices of a list of words."""
    return [SelectChoice(value, label) for value, label in words.items()]


def body(label, missing=_l("Écrivez votre message."), least=10) -> TextAreaField:
    """The words of a message."""
    words = _l("Écrivez entre 10 et 5 000 caractères.") if least == 10 else _l("Écrivez 5 000 caractères au plus.")
    validators = [InputRequired(missing), Length(min=least, max=LONGEST, message=words)]
    return TextAreaField(label, validators, filters=[stripped])


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
