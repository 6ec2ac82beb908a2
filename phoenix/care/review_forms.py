"""The forms of reviews: written, contested, reported, decided upon (clauses 12a-12c)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from phoenix.accounts import form_shown
from phoenix.care.forms import TOO_LONG, body, choices_of, once
from phoenix.care.review_words import RATINGS, REASONS, SHOWN_AS
from phoenix.web import spam
from phoenix.web.form import Day, Form, plain
from phoenix.web.input import LARGEST


def version() -> IntegerField:
    """Which version was looked at: nothing is done to what was not seen."""
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST)])


class ReviewForm(Form):
    """What a buyer thinks of a product; it cannot be edited afterwards."""

    rating = RadioField(_l("Votre note"), [InputRequired(_l("Choisissez une note de 1 à 5."))], coerce=int, choices=[
        SelectChoice(value, _l("%(rating)s sur 5 – %(word)s", rating=value, word=word)) for value, word in RATINGS.items()
    ])  # fmt: skip
    title = StringField(
        _l("Votre avis en une ligne"),
        [InputRequired(_l("Résumez votre avis en une ligne.")), Length(max=120, message=TOO_LONG)],
        filters=[plain],
    )
    body = body(_l("Votre avis"), _l("Dites ce que vous en pensez."))
    experienced_on = Day(
        _l("Date de l’expérience"),
        [InputRequired(_l("Indiquez un jour."))],
        description=_l("Le jour où vous avez utilisé le produit ou reçu le service. Il s’affiche avec l’avis."),
    )
    shown_as = RadioField(
        _l("Votre avis s’affiche sous"), [InputRequired(_l("Choisissez le nom qui s’affiche."))], choices=[]
    )
    key = once()

    def offer_names(self, names: dict[str, str]) -> None:
        """Say under which names the review can stand."""
        self.shown_as.choices = [(kind, words % {"name": names[kind]}) for kind, words in SHOWN_AS.items()]


class ContestForm(Form):
    """Why a refusal is not accepted."""

    body = body(_l("Pourquoi cette décision vous paraît injuste"), _l("Dites pourquoi."))
    version = version()


class DeletionForm(Form):
    """Nothing but the version that was looked at."""

    version = version()


class ReportForm(Form):
    """Somebody holds a review for false or unlawful; `website` is a trap that people do not see."""

    reason = RadioField(_l("Pourquoi le signaler"), [InputRequired(_l("Choisissez une raison."))], choices=choices_of(REASONS))
    body = body(_l("Expliquez"), _l("Dites ce qui ne va pas dans cet avis."))
    email = EmailField(
        _l("Votre adresse e-mail"),
        [Optional(), Length(max=254), Email(_l("Cette adresse n’a pas la forme d’une adresse e-mail."))],
        filters=[plain],
        description=_l("Pour vous dire ce que nous décidons, et pour rien d’autre."),
    )
    website = StringField()
    shown = HiddenField(validators=[Length(max=300)], default=form_shown.stamp)
    key = once()

    def is_suspect(self) -> bool:
        """Whether it looks like a robot's; people can take the links out."""
        return spam.is_suspect(spam.score(self.body.data, "", form_shown.seconds_since(self.shown.data)))


