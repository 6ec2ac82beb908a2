"""The forms of a payment: a means of payment, and documents to accept with it at the last click."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, ValidationError, validators, widgets

NEW_CARD = "card"
NEW_SEPA = "sepa"
STORED = "stored-"


class MeansForm(FlaskForm):
    """A new means of payment; card numbers and IBANs have no field here: they go to Stripe."""

    means = RadioField(_l("Moyen de paiement"), validate_choice=False)
    setup = HiddenField(validators=[validators.Length(max=255)])

    def __init__(self, means: list[tuple[str, str]], **kwargs):
        super().__init__(meta={"csrf": False}, **kwargs)  # checked before every view
        self.means.choices = means
        if self.means.data is None:
            self.means.data = means[0][0]

    def validate_means(self, field):
        """One of those offered."""
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_l("Choisissez un moyen de paiement."))

    @property
    def stored_id(self) -> int | None:
        """The id of the stored means that was chosen; None for a new one."""
        chosen = self.means.data or ""
        return int(chosen.removeprefix(STORED)) if chosen.startswith(STORED) else None


class PaymentForm(MeansForm):
    """What the last click needs: documents accepted, a stored means of payment or a new one."""

    documents = SelectMultipleField(
        _l("Documents contractuels"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )

    def __init__(self, version_ids: list[int], means: list[tuple[str, str]], **kwargs):
        super().__init__(means, **kwargs)
        self.documents.choices = [(number, str(number)) for number in version_ids]

    def validate_documents(self, field):
        """Every document is accepted, each by its own box (clause 2e)."""
        wanted = {number for number, _label in field.choices}
        if not wanted <= set(field.data or []):
            raise ValidationError(
                _l("Cochez chaque document pour l’accepter : sans cela, la commande ne peut pas être conclue.")
            )
