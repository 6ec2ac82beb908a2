"""The staff's forms on quotes: pricing, sending, withdrawing, answering (clause 4.1d)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, SelectField, StringField
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from phoenix.accounts.writer import once
from phoenix.quotes import choices, rules
from phoenix.quotes.forms import HOW_MANY, TOO_LONG, Whole, tell_lines
from phoenix.quotes.pricing import Draft, DraftLine
from phoenix.staff.amount_field import AmountField
from phoenix.staff.claim_forms import NO_DAY, body, version, words
from phoenix.staff.percent_field import PercentField
from phoenix.web.form import Day, Form, plain

SPARE_ROWS = 2
UNITS = {
    "fixed": _l("forfait"),
    "hour": _l("heure"),
    "half_day": _l("demi-journée"),
    "day": _l("jour"),
    "seat": _l("utilisateur"),
    "licence": _l("licence"),
}


class PricedPart(Part):
    """One line: an offer by its label or free words, how many, and the discount or the price agreed."""

    what = StringField(_l("Offre, ou mots libres"), [Length(max=300, message=TOO_LONG)], filters=[plain])
    quantity = Whole(_l("Quantité"), [Optional(), NumberRange(1, rules.MOST_UNITS, HOW_MANY)])
    unit = SelectField(_l("Unité (mots libres)"), choices=[SelectChoice(value, label) for value, label in UNITS.items()], default="fixed")
    percent = PercentField(_l("Remise"))
    agreed = AmountField(_l("ou prix unitaire HT"))

    def validate(self, extra_validators=None) -> bool:
        """One of both: a discount, or a price."""
        valid = super().validate(extra_validators)
        if valid and self.percent.data is not None and self.agreed.data is not None:
            self.percent.errors = [_("Une remise ou un prix, pas les deux.")]
            return False
        return valid


class PricingForm(Form):
    """A whole quote as the staff write it; `version` is the edition that was looked at."""

    lines = FieldList(FormField(PricedPart), max_entries=rules.MOST_LINES)
    percent = PercentField(_l("Remise sur l’ensemble"))
    wished = AmountField(_l("ou somme HT voulue, à la commande"))
    valid_until = Day(_l("Valable jusqu’au"), [InputRequired(NO_DAY)])
    message = words(_l("Message au client"), most=2000)
    version = version()

    def validate(self, extra_validators=None) -> bool:
        """The lines' faults are told above the form too."""
        valid = super().validate(extra_validators)
        tell_lines(self)
        if valid and self.percent.data is not None and self.wished.data is not None:
            self.percent.errors = [_("Une remise ou une somme, pas les deux.")]
            return False
        return valid

    def draft(self, known: dict[str, int]) -> Draft:
        """What was written; `known` are the offers by their labels."""
        rows = [row for row in self.lines.entries if row.what.data]
        return Draft(
            lines=tuple(_line(row, choices.recognised(row.what.data, known)) for row in rows),
            valid_until=self.valid_until.data,
            message=self.message.data or "",
            percent=self.percent.data,
            wished=self.wished.data,
        )


def _line(row, plan_id: int | None) -> DraftLine:
    return DraftLine(plan_id, row.what.data, row.quantity.data or 1, row.unit.data, row.percent.data, row.agreed.data)


def pricing_form(draft: Draft, labels: dict[int, str], edition: int) -> PricingForm:
    """The form of a draft, with a few lines to spare."""
    lines = [
        {
            "what": labels.get(line.plan_id, line.name) if line.plan_id else line.name,
            "quantity": line.quantity,
            "unit": line.unit if line.unit in UNITS else "fixed",
            "percent": line.percent,
            "agreed": line.agreed,
        }
        for line in draft.lines
    ]
    spare = [{"unit": "fixed"}] * min(SPARE_ROWS if lines else 3, rules.MOST_LINES - len(lines))
    return PricingForm(
        formdata=None,
        lines=lines + spare,
        percent=draft.percent,
        wished=draft.wished,
        valid_until=draft.valid_until,
        message=draft.message,
        version=edition,
    )


class SendForm(Form):
    """Nothing but the edition that was looked at."""

    version = version()


class WithdrawForm(Form):
    """Why the quote is taken back; the customer reads it."""

    reason = words(_l("Raison, que le client lira"), most=2000, missing=_l("Écrivez la raison."))
    version = version()


class AnswerForm(Form):
    """An answer to the customer; `last_read` is the last step of the thread that was seen."""

    body = body(_l("Votre réponse"), least=1)
    last_read = HiddenField(validators=[InputRequired()])
    key = once()


class StartForm(Form):
    """A quote without a request: for whom of the organisation."""

    person = SelectField(_l("Destinataire"), coerce=int, validate_choice=True)
    key = once()
