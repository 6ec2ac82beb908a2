"""Forms of closures, notices, suspensions and confirmations."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from phoenix.accounts.fields import text
from phoenix.standing import finding
from phoenix.web.form import Form


def _words(label, missing, description="", least=10) -> TextAreaField:
    return TextAreaField(
        label,
        [DataRequired(missing), Length(min=least, max=5000, message=_l("Écrivez entre 10 et 5 000 caractères."))],
        description=description,
        filters=[lambda value: value.strip() if value else value],
        render_kw={"rows": 5, "maxlength": 5000},
    )


class ReasonForm(Form):
    """Why: kept with the act."""

    reason = _words(_l("Motif"), _l("Indiquez le motif : il est gardé avec la décision et dit au client."))


class EnterClosureForm(Form):
    """An ask for closure that came otherwise than by My Account."""

    channel = RadioField(
        _l("La demande est venue par"),
        [InputRequired(_l("Choisissez comment la demande est venue."))],
        choices=[
            SelectChoice("contact", _l("formulaire de contact")),
            SelectChoice("post", _l("courrier")),
            SelectChoice("phone", _l("téléphone")),
        ],
    )
    reason = _words(_l("Ce que dit le client"), _l("Résumez la demande."))


class NoticeForm(Form):
    """A formal notice: what is demanded, and how it goes."""

    demand = _words(
        _l("Ce que vous exigez"),
        _l("Dites ce qui est reproché et ce que le client doit faire."),
        _l("Citez la clause, le manquement et ce qui le répare. Le délai de cinq jours est ajouté par le logiciel."),
        least=20,
    )
    channel = RadioField(
        _l("Envoi"),
        [InputRequired(_l("Choisissez comment la mise en demeure part."))],
        choices=[
            SelectChoice("email", _l("par e-mail, envoyé maintenant")),
            SelectChoice("post", _l("par lettre recommandée, et l’e-mail en copie")),
        ],
        default="email",
    )
    post_number = text(_l("Numéro de la lettre recommandée"), most=40, autocomplete="off")
    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))

    def validate(self, extra_validators=None) -> bool:
        """A registered letter has a number."""
        valid = super().validate(extra_validators)
        if self.channel.data == "post" and not self.post_number.data:
            self.post_number.errors = [str(_l("Indiquez le numéro de la lettre recommandée."))]
            return False
        return valid


class ReceiptForm(Form):
    """The day on which a notice was received, and what shows it."""

    received_on = DateField(
        _l("Jour de réception"),
        [DataRequired(_l("Indiquez le jour de réception, par exemple 23/11/2026."))],
        description=_l("Le jour du client. Il ne compte pas dans les cinq jours."),
    )
    proof = text(
        _l("Preuve"),
        _l("Dites ce qui prouve la réception."),
        most=300,
        description=_l("Accusé de réception, réponse du client, signature du facteur…"),
    )


class PartnerForm(Form):
    """For whom a confirmation is asked: nobody but us, or a partner."""

    partner = text(_l("À la demande d’un partenaire"), most=120, description=_l("Son nom ; laissez vide pour nous-mêmes."))


class CustomerForm(Form):
    """The one customer whom a partner named."""

    customer = text(
        _l("Client"),
        _l("Indiquez le client."),
        most=200,
        description=_l("Sa référence, son SIREN, son ICE, son adresse e-mail ou le numéro d’un de ses documents."),
        autocomplete="off",
    )
    found = None

    def validate_customer(self, field):
        """Exactly one: a name alone may be another's."""
        known = finding.named_exactly(field.data or "")
        if len(known) != 1:
            raise ValidationError(_l("Aucun client, ou plusieurs, ne correspondent : précisez."))
        self.found = known[0]
