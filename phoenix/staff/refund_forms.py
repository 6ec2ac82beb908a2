"""The form of a refund: a sum, or units of the invoice's lines; why, and who decides."""

from __future__ import annotations

import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from phoenix.accounts.fields import text
from phoenix.invoices.facts import InvoiceFacts
from phoenix.kernel.money import Money
from phoenix.payments import refunding
from phoenix.payments.models import Payment
from phoenix.payments.refunding import Wish
from phoenix.staff.amount_field import AmountField
from phoenix.web.form import Form
from phoenix.web.input import LARGEST

PREFIX = "quantity_"


def new_key() -> str:
    """A form's key: sent twice, it does its work once."""
    return secrets.token_urlsafe(12)


class RefundForm(Form):
    """What is given back; `form_of` adds a quantity for each line of the invoice."""

    amount = AmountField(_l("Somme à rendre, TTC"))
    reason = TextAreaField(
        _l("Motif"),
        [DataRequired(_l("Indiquez le motif : il figure sur l’avoir du client.")), Length(max=500, message=_l("500 caractères au plus."))],
        filters=[lambda value: value.strip() if value else value],
        description=_l("Il figure sur l’avoir du client."),
        render_kw={"rows": 3, "maxlength": 500},
    )
    decided_by = text(_l("Décidé par"), _l("Indiquez qui décide."), most=120)
    key = HiddenField(validators=[InputRequired(), Length(max=60)], default=new_key)
    left_seen = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, LARGEST)])

    @property
    def quantities(self) -> list:
        """The quantity fields, in the order of the lines."""
        return [field for field in self if field.name.startswith(PREFIX)]

    @property
    def chosen(self) -> tuple[tuple[int, int], ...]:
        """(position, units) of the lines that were chosen."""
        return tuple((int(field.name.removeprefix(PREFIX)), field.data) for field in self.quantities if field.data)

    def validate(self, extra_validators=None) -> bool:
        """A sum or lines, not both, not neither."""
        valid = super().validate(extra_validators)
        if self.errors:
            return False
        if bool(self.amount.data) == bool(self.chosen):
            self.amount.errors = [_("Indiquez une somme, ou des quantités de lignes : l’un des deux.")]
            return False
        return valid

    def wish(self, payment: Payment) -> Wish:
        """What is asked for; NotOnTheInvoice where lines are not there any more."""
        minor = refunding.part_chosen(payment, self.chosen).gross if self.chosen else self.amount.data
        amount = Money(minor, payment.currency)
        return Wish(amount, self.reason.data, self.decided_by.data, self.key.data, self.chosen, self.left_seen.data)


def form_of(payment: Payment, **values) -> RefundForm:
    """The form with a quantity field for each line of which something is left."""
    lines = InvoiceFacts.from_json(payment.invoice.facts).lines if payment.invoice_id else ()
    fields = {}
    for position, free in refunding.lines_left(payment).items():
        if free:
            line = lines[position - 1]
            check = NumberRange(0, free, message=_("De 0 à %(most)s.", most=free))
            fields[f"{PREFIX}{position}"] = IntegerField(line.description, [Optional(), check], description=str(free))
    return type("LinesRefundForm", (RefundForm,), fields)(**values)


class TransferForm(Form):
    """How a refund that Stripe refused left otherwise."""

    decided_by = text(_l("Décidé par"), _l("Indiquez qui décide."), most=120)
    how = StringField(
        _l("Virement"),
        [DataRequired(_l("Indiquez la date et la référence du virement.")), Length(max=200, message=_l("200 caractères au plus."))],
        description=_l("Sa date et sa référence."),
    )


class DecidedForm(Form):
    """Who decides."""

    decided_by = text(_l("Décidé par"), _l("Indiquez qui décide."), most=120)


class DropForm(DecidedForm):
    """Why nothing is given back."""

    why = StringField(
        _l("Motif"), [DataRequired(_l("Indiquez pourquoi rien n’est rendu.")), Length(max=200, message=_l("200 caractères au plus."))]
    )
