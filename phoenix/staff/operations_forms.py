"""Forms of blocks, maintenances and force majeure."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from phoenix.accounts.fields import box, text
from phoenix.barring.rules import PARIS
from phoenix.barring.words import CATEGORIES
from phoenix.staff.claim_forms import version
from phoenix.web.form import Day, Form

MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]  # the first one is shown
TOO_LONG = _l("C’est trop long : %(max)d caractères au plus.")
BY = {"customer": _l("le client"), "us": _l("nous")}


class Moment(DateTimeLocalField):
    """An instant as it is written in Paris."""

    def process_data(self, value):
        """Shown as Paris reads the clock."""
        super().process_data(value.astimezone(PARIS).replace(tzinfo=None) if value is not None and value.tzinfo else value)

    def process_formdata(self, valuelist):
        """Say in our words what is no moment."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Indiquez un jour et une heure qui existent.")) from None

    @property
    def instant(self) -> datetime:
        """The instant, aware, in UTC."""
        return self.data.replace(tzinfo=PARIS).astimezone(UTC)


def _words(label, missing=None, most=1000, description="", rows=3) -> TextAreaField:
    presence = DataRequired(missing) if missing else Optional()
    return TextAreaField(
        label,
        [presence, Length(max=most, message=TOO_LONG)],
        description=description,
        filters=[lambda value: value.strip() if value else value],
        render_kw={"rows": rows, "maxlength": most},
    )


class BlockForm(Form):
    """Whom to keep out, why, and until when (clause 14a)."""

    target = text(
        _l("Qui bloquer"),
        _l("Écrivez une adresse IP, une plage, une référence ou une adresse e-mail."),
        most=200,
        description=_l("Adresse IP (203.0.113.7), plage (203.0.113.0/24), référence d’un client (C-000001) ou e-mail d’une personne. D’une adresse IPv6, tout le réseau /64 du client."),
        autocomplete="off",
        autocapitalize="none",
        spellcheck="false",
    )
    category = SelectField(_l("Motif dit au visiteur"), choices=[SelectChoice(key, label) for key, label in CATEGORIES.items()])
    reason = _words(_l("Ce qui s’est passé"), _l("Notez ce qui justifie le blocage."), description=_l("Pour l’équipe : la page du visiteur ne le montre pas."))
    until = Day(
        _l("Bloqué jusqu’à la fin du"), [InputRequired(_l("Indiquez le dernier jour."))], description=_l("Le blocage prend fin de lui-même. Un an au plus.")
    )
    confirmed = box(_l("Je confirme cette plage"))


class WhyForm(Form):
    """Why a block is lifted."""

    why = _words(_l("Pourquoi le lever"), _l("Notez pourquoi le blocage est levé."))


class MaintenanceForm(Form):
    """When the shop is closed, and what customers are told (clause 13a)."""

    starts_at = Moment(_l("Début, heure de Paris"), [InputRequired(_l("Indiquez le début."))], format=MOMENTS)
    ends_at = Moment(_l("Fin, heure de Paris"), [InputRequired(_l("Indiquez la fin."))], format=MOMENTS)
    words_fr = _words(_l("Message en français"), most=300, description=_l("Après les dates, sur chaque page. Par exemple ce qui change."))
    words_en = _words(_l("Message en anglais"), most=300)

    def validate(self, extra_validators=None) -> bool:
        """Words in one language call for the other."""
        valid = super().validate(extra_validators)
        for name, other in (("words_fr", "words_en"), ("words_en", "words_fr")):
            if self[name].data and not self[other].data and not self[other].errors:
                self[other].errors = [_("Écrivez aussi le message dans cette langue.")]
                valid = False
        return valid


class ChangeMaintenanceForm(MaintenanceForm):
    """The same for one that was announced; `version` is what its editor had before them."""

    version = version()


class VersionForm(Form):
    """What was looked at."""

    version = version()


class ForceMajeureForm(Form):
    """A service that cannot be given: which, where, since when, and what customers are told (clause 13c)."""

    product = SelectField(_l("Service"), validate_choice=False)
    country = RadioField(_l("Pays de vente"), [InputRequired(_l("Choisissez le pays."))], choices=[SelectChoice("fr", _l("France")), SelectChoice("ma", _l("Maroc"))])
    since = Day(_l("Depuis le"), [InputRequired(_l("Indiquez le premier jour."))], description=_l("Aujourd’hui, ou un jour des trente derniers."))
    reason = _words(_l("Ce que les clients lisent, en français"), _l("Dites aux clients ce qui empêche le service."), most=500)
    reason_en = _words(_l("Ce que les clients lisent, en anglais"), _l("Dites-le aussi en anglais."), most=500)


class LetterForm(Form):
    """A registered letter that ends a subscription after thirty days (clause 13c)."""

    by = RadioField(_l("Envoyée par"), [InputRequired(_l("Choisissez qui l’a envoyée."))], choices=[SelectChoice(key, label) for key, label in BY.items()])
    letter = text(_l("Numéro de la lettre recommandée"), _l("Indiquez le numéro de la lettre."), most=40, autocomplete="off")
    sent_on = Day(_l("Envoyée le"), [InputRequired(_l("Indiquez le jour d’envoi."))])
    received_on = Day(_l("Reçue le"), [InputRequired(_l("Indiquez le jour de réception."))])
