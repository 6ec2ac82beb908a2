"""The forms of quotes: what is asked for, a question, a refusal, an acceptance (clauses 3.1c, 4.1d)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from phoenix.accounts import fields
from phoenix.accounts.writer import WhoWrites, once, stripped
from phoenix.files.forms import FilesField
from phoenix.orders.rules import LONGEST_REFERENCE
from phoenix.quotes import rules
from phoenix.web import spam
from phoenix.web.form import Form, plain
from phoenix.web.market import current_market

ROWS = 3
LONGEST = 5000
TOO_LONG = _l("C’est trop long : %(max)d caractères au plus.")
HOW_MANY = _l("Écrivez la quantité en chiffres, de 1 à 100 000.")


class Whole(IntegerField):
    """A whole number; what is none is said in our words."""

    def process_formdata(self, valuelist):
        """Read it, blanks between digits allowed."""
        typed = "".join(valuelist[0].split()) if valuelist else ""
        self.data = None
        if not typed:
            return
        if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
            raise ValueError(HOW_MANY)
        self.data = int(typed)


class LinePart(Part):
    """One line: an offer of the catalogue by its label, or free words."""

    what = StringField(_l("Offre ou besoin"), [Length(max=300, message=TOO_LONG)], filters=[plain])
    quantity = Whole(_l("Quantité"), [Optional(), NumberRange(1, rules.MOST_UNITS, HOW_MANY)])


class QuoteForm(Form):
    """A request of a signed-in customer: the account says who asks."""

    lines = FieldList(FormField(LinePart), min_entries=ROWS, max_entries=rules.MOST_LINES)
    request = TextAreaField(
        _l("Votre besoin"),
        [Length(max=LONGEST, message=TOO_LONG)],
        filters=[stripped],
        description=_l("Contexte, délais, contraintes : ce qui nous aide à chiffrer juste."),
    )
    files = FilesField()
    key = once()

    def validate(self, extra_validators=None) -> bool:
        """Something must be asked for, in a line or in words."""
        valid = super().validate(extra_validators)
        tell_lines(self)
        if valid and not self.wanted() and not self.request.data:
            self.request.errors = [_l("Indiquez au moins une offre, ou décrivez votre besoin.")]
            return False
        return valid

    def wanted(self) -> list[tuple[str, int]]:
        """The lines that say something: their words, and how many (one where nothing is said)."""
        rows = [(line.what.data, line.quantity.data or 1) for line in self.lines.entries]
        return [(what, quantity) for what, quantity in rows if what]


class PartnerQuoteForm(QuoteForm):
    """A request of a partner, for a project of one of its own customers."""

    end_customer = StringField(
        _l("Client final ou projet"),
        [Length(max=120, message=TOO_LONG)],
        filters=[plain],
        description=_l("Votre repère : un nom d’organisation ou de projet. Aucun nom de personne."),
    )
    wanted_words = StringField(_l("Chercher dans vos prix"), [Length(max=100, message=TOO_LONG)], filters=[plain])

    def add(self, label: str, quantity: int) -> None:
        """Put an offer into the first line that says nothing, or into a new one while there is room."""
        for line in self.lines.entries:
            if not line.what.data:
                line.what.data, line.quantity.data = label, quantity
                return
        if len(self.lines.entries) < self.lines.max_entries:
            self.lines.append_entry({"what": label, "quantity": quantity})


class VisitorQuoteForm(WhoWrites, QuoteForm):
    """A request of anybody."""

    phone = fields.phone(
        _l("Téléphone"),
        description=_l("Pour préciser votre besoin de vive voix ; rien d’autre."),
    )

    @property
    def country(self) -> str:
        """Whose numbers are read without prefix: the market's (clause 3.1c)."""
        return current_market().country.code

    def is_suspect(self) -> bool:
        """Whether it looks like a robot's; people can take the links out."""
        words = " ".join([self.request.data or "", *(what for what, _quantity in self.wanted())])
        return spam.is_suspect(spam.score(words, self.name.data, self.seconds()))


def tell_lines(form: Form) -> None:
    """Say above the form which lines are wrong, and why."""
    for position, line in enumerate(form.lines.entries, start=1):
        for why in dict.fromkeys(each for errors in line.form.errors.values() for each in errors):
            form.form_errors.append(_("Ligne %(position)s : %(why)s", position=position, why=why))


class WriteForm(Form):
    """A question, or the wish for a renewal."""

    body = TextAreaField(
        _l("Votre message"),
        [InputRequired(_l("Écrivez votre message.")), Length(max=LONGEST, message=TOO_LONG)],
        filters=[stripped],
    )
    files = FilesField()
    key = once()


class RefuseForm(Form):
    """« Refuser », of the version that was looked at."""

    reason = TextAreaField(
        _l("Votre raison"),
        [InputRequired(_l("Dites-nous pourquoi, en un mot.")), Length(max=2000, message=TOO_LONG)],
        filters=[stripped],
    )
    version = HiddenField(validators=[InputRequired()])

    @property
    def looked_at(self) -> int:
        """The version's number; 0 for what is none."""
        return number_of(self.version.data)


class AcceptForm(Form):
    """« Accepter », of the version that was looked at."""

    purchase_reference = StringField(
        _l("Votre référence d’achat"),
        [Length(max=LONGEST_REFERENCE, message=TOO_LONG)],
        filters=[plain],
        description=_l("Numéro de bon de commande ou de dossier : il figurera sur la facture."),
        render_kw={"maxlength": LONGEST_REFERENCE},
    )
    version = HiddenField(validators=[InputRequired()])

    @property
    def looked_at(self) -> int:
        """The version's number; 0 for what is none."""
        return number_of(self.version.data)


def number_of(typed: str | None) -> int:
    """A number that a form carries; 0 for what is none."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
