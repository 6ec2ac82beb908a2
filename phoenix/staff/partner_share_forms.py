"""The staff's forms on what partners are given (clause 10.2)."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, Length, ValidationError

from phoenix.accounts.fields import text
from phoenix.web.form import Form


class ToldForm(Form):
    """A partner was told of the withdrawals up to a moment, the last that the page showed."""

    partner = HiddenField(validators=[InputRequired(), Length(max=200)])
    until = HiddenField(validators=[InputRequired(), Length(max=40)])

    def validate_until(self, field):
        """An instant with its zone."""
        try:
            known = datetime.fromisoformat(field.data).tzinfo
        except ValueError:
            known = None
        if known is None:
            raise ValidationError(_("Rechargez la page : rien n’a été fait."))


class TransferForm(Form):
    """Who is given the list, and that the partner may use it for what the person consented to."""

    partner = text(_l("Partenaire"), _l("Indiquez à qui la liste est remise."), most=120)
    agreed = BooleanField(
        _l("Ce partenaire s’est engagé à n’utiliser la liste que pour ses offres et à effacer qui se retire"),
        [InputRequired(_l("Sans cet engagement, rien ne peut être transmis."))],
    )
