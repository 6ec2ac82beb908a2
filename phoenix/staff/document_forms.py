"""Publishing a version: its French text, and the day on which it comes into force."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from phoenix.legal.publishing import NotPublishable
from phoenix.web.form import Form

LONGEST = 200_000


class Day(DateField):
    """A day as the browser's calendar writes it."""

    def process_formdata(self, valuelist):
        """Say in our words what is no date."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Indiquez une date qui existe.")) from None


class PublicationForm(Form):
    """`number` is that of the version to be: published in between by somebody else, it is refused."""

    on = Day(_l("En vigueur à partir du"), [InputRequired(_l("Choisissez un jour."))])
    text = TextAreaField(
        _l("Texte français"),
        [InputRequired(_l("Écrivez le texte.")), Length(max=LONGEST, message=_l("Ce texte est trop long."))],
        filters=[lambda text: "\n".join(text.splitlines()).strip() + "\n" if text else text],
        render_kw={"rows": 24, "spellcheck": "true", "lang": "fr"},
    )
    number = HiddenField(validators=[Length(max=9)])

    def told_number(self) -> int:
        """The number that the page showed; -1 for what is none."""
        text = self.number.data or ""
        return int(text) if text.isascii() and text.isdecimal() else -1

    def refuse(self, refusal: NotPublishable) -> None:
        """Put the reason beside the field that it is about."""
        field = self.on if refusal.why in ("past", "before") else self.text
        field.errors = [*field.errors, reason(refusal)]


def reason(refusal: NotPublishable) -> str:
    """Why nothing was published."""
    words = {
        "past": lambda: _("Une version entre en vigueur aujourd’hui ou plus tard."),
        "before": lambda: _("La version précédente entre en vigueur plus tard : choisissez son jour ou un jour suivant."),
        "same": lambda: _("Ce texte est celui de la version %(number)s : il n’y a rien à publier.", number=refusal.detail),
        "taken": lambda: _("La version %(number)s vient d’être publiée. Relisez-la, puis recommencez.", number=refusal.detail),
    }
    return words.get(refusal.why, lambda: _("Ce texte ne peut pas être publié : %(why)s", why=refusal.detail))()
