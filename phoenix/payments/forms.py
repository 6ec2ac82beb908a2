"""The forms of a payment: a means of payment, and documents to accept with it at the last click."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField, ValidationError, validators, widgets

from phoenix.legal.accepting import Asked

NEW_CARD = "card"
NEW_SEPA = "sepa"
STORED = "stored-"


def require_all(asked: list[Asked], field) -> None:
    """Every document beside a last click was sent, in the version of now (clauses 2b, 2e)."""
    wanted, sent = {each.id for each in asked}, set(field.data or [])
    if wanted <= sent:
        return
    if len(sent) >= len(wanted):
        raise ValidationError(words_of_change())
    raise ValidationError(
        _l("Cochez chaque document pour l’accepter : sans cela, la commande ne peut pas être conclue.")
    )


def words_of_change():
    """A newer version came into force between the page and the click."""
    return _l("Un document a changé pendant votre lecture : lisez la nouvelle version, puis acceptez-la.")


class MeansForm(FlaskForm):
    """A new means of payment; card numbers and IBANs have no field here: they go to Stripe."""

    means = RadioField(_l("Moyen de paiement"), validate_choice=False)
    setup = HiddenField(validators=[validators.Length(max=255)])

    def __init__(self, means: list[tuple[str, str]], refused: int | None = None, **kwargs):
        """`refused`: the id of the stored means that the bank has just turned down, which is not proposed again."""
        super().__init__(meta={"csrf": False}, **kwargs)  # checked before every view
        self.means.choices = means
        if self.means.data is None:
            others = [value for value, _label in means if value != f"{STORED}{refused}"]
            self.means.data = (others or [means[0][0]])[0]

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

    def __init__(self, asked: list[Asked], means: list[tuple[str, str]], refused: int | None = None, **kwargs):
        super().__init__(means, refused, **kwargs)
        self.asked = asked

    def validate_documents(self, field):
        """Every document is accepted (clause 2e)."""
        require_all(self.asked, field)
