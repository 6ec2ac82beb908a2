"""The staff's forms on claims and contact messages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from phoenix.care.forms import LONGEST, TOO_LONG, OwnClaimForm, WhoWrites, body, choices_of, once, stripped
from phoenix.care.words import CHANNELS, COUNTRY_NAMES, OUTCOMES, SETTLEMENTS, TEAMS
from phoenix.web.form import Day, Form, plain
from phoenix.web.input import LARGEST

NO_DAY = _l("Indiquez un jour.")
LANGUAGES = {"fr": _l("français"), "en": _l("anglais")}


def version() -> IntegerField:
    """Which version was looked at: whoever was faster is not overwritten."""
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST)])


def words(label, most=LONGEST, missing=None) -> TextAreaField:
    """Longer words, required when `missing` says what to write."""
    presence = DataRequired(missing) if missing else Optional()
    return TextAreaField(label, [presence, Length(max=most, message=TOO_LONG)], filters=[stripped])


class AnswerForm(Form):
    """What the customer is told."""

    body = body(_l("Votre réponse"), least=1)
    version = version()
    key = once()


class ClosingForm(Form):
    """How it ends; the answer may have been given before."""

    outcome = SelectField(_l("Issue"), choices=choices_of({key: word for key, word in OUTCOMES.items() if key}))
    body = words(_l("Dernière réponse"))
    version = version()
    key = once()


class EnteredForm(Form):
    """What the customer wrote elsewhere than here, and the day it came."""

    channel = SelectField(_l("Reçu"), choices=choices_of(CHANNELS))
    day = Day(_l("Reçu le"), [InputRequired(NO_DAY)])
    body = body(_l("Ce que le client a écrit"), least=1)
    version = version()
    key = once()


class EnteredClaimForm(OwnClaimForm):
    """A complaint that came by mail, letter or telephone (clause 11a)."""

    channel = SelectField(_l("Reçue"), choices=choices_of(CHANNELS))
    day = Day(_l("Reçue le"), [InputRequired(NO_DAY)], description=_l("Le délai de cinq jours ouvrés part de ce jour."))
    country = SelectField(_l("Pays du client"), choices=choices_of(COUNTRY_NAMES))
    language = SelectField(_l("Langue du client"), choices=choices_of(LANGUAGES))
    name = WhoWrites.name
    organisation_name = WhoWrites.organisation_name
    email = WhoWrites.email


class SettlementForm(Form):
    """The record of the amicable attempt (clause 20a)."""

    asked = words(_l("Ce qui a été demandé"), missing=_l("Écrivez ce qui a été demandé."))
    asked_on = Day(_l("Demandé le"), [InputRequired(NO_DAY)])
    offered = words(_l("Ce qui a été proposé"))
    offered_on = Day(_l("Proposé le"), [Optional()])
    outcome = RadioField(
        _l("Issue"), [InputRequired(_l("Choisissez l’issue."))], choices=choices_of({key: word for key, (word, _kind) in SETTLEMENTS.items()})
    )
    outcome_on = Day(_l("Issue le"), [Optional()])
    terms = words(_l("Termes de l’accord, ou raisons du désaccord"))
    version = version()


class HolidayForm(Form):
    """A day that the staff know better than the calendar."""

    country = SelectField(_l("Pays"), choices=choices_of(COUNTRY_NAMES))
    day = Day(_l("Jour"), [InputRequired(NO_DAY)])
    closed = RadioField(
        _l("Ce jour est"), [InputRequired(_l("Dites s’il est férié ou ouvré."))],
        choices=choices_of({"yes": _l("férié"), "no": _l("ouvré malgré le calendrier")}),
    )  # fmt: skip
    name = StringField(_l("Nom"), [Length(max=120, message=TOO_LONG)], filters=[plain])


class PassOnForm(Form):
    """Another team answers."""

    team = SelectField(_l("Équipe"), choices=choices_of(TEAMS))
    version = version()


class SettleForm(Form):
    """Nothing but the version that was looked at."""

    version = version()
    nothing = HiddenField()
