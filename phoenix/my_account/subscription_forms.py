"""The forms of a subscription's page. Amounts shown travel with the form: nothing else is charged or credited."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, ValidationError, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from phoenix.legal.accepting import Asked
from phoenix.payments.forms import require_all
from phoenix.subscriptions.rules import RENEW, STOP
from phoenix.web.filters import number
from phoenix.web.form import Form


class RenewalForm(Form):
    """The standing choice (clause 15d)."""

    choice = RadioField(
        _l("Au terme de la période en cours"),
        [InputRequired(_l("Choisissez l’une des deux suites."))],
        choices=[
            SelectChoice(RENEW, _l("Renouveler l’abonnement")),
            SelectChoice(STOP, _l("Arrêter l’abonnement")),
        ],
        validate_choice=False,
    )

    def validate_choice(self, field):
        """One of the two."""
        if field.data not in (RENEW, STOP):
            raise ValidationError(_l("Choisissez l’une des deux suites."))


class ConfirmForm(Form):
    """A page whose only answer is yes."""


class QuantityForm(Form):
    """How many; `most` and `least` are those of the offer."""

    quantity = IntegerField()

    def __init__(self, most: int, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.most = most

    def validate_quantity(self, field):
        """A whole number from one to `most`; whatever was typed is answered in one sentence."""
        if field.data is None or not 1 <= field.data <= self.most:
            field.errors = []
            words = _l("Écrivez un nombre entier, de 1 à %(most)s.", most=number(self.most))
            raise ValidationError(words)

    def is_asked(self) -> bool:
        """Whether the quantity alone is right: what a price can be shown for."""
        return self.quantity.validate(self, [QuantityForm.validate_quantity])


class AmountForm(QuantityForm):
    """The same, confirmed: `amount` is the gross sum shown, in minor units."""

    amount = HiddenField(validators=[Length(max=12)])

    @property
    def shown(self) -> int:
        """The sum that the page showed; -1, which nothing costs, for what is no sum."""
        text = self.amount.data or ""
        return int(text) if text.isascii() and text.isdecimal() else -1


class GivingBackForm(AmountForm):
    """Seats to give back; `held` is what the lot had when the page showed it: a form sent twice gives back once."""

    held = HiddenField(validators=[Length(max=12)])

    @property
    def held_then(self) -> int:
        """The lot's quantity on the page; -1 for what is no number."""
        text = self.held.data or ""
        return int(text) if text.isascii() and text.isdecimal() else -1


class AdditionForm(AmountForm):
    """Seats to add: each document has its own box (clause 2e); `key` makes a form sent twice one addition."""

    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=lambda: secrets.token_urlsafe(12))
    documents = SelectMultipleField(
        _l("Documents contractuels"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )

    def __init__(self, asked: list[Asked], most: int, *args, **kwargs):
        super().__init__(most, *args, **kwargs)
        self.asked = asked

    def validate_documents(self, field):
        """Every document is accepted."""
        require_all(self.asked, field)
