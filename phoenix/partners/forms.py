"""Forms of partners to be and of partners: the application, the agreement, the notice."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField, ValidationError, widgets
from wtforms.validators import DataRequired, Length

from phoenix.accounts.fields import TOO_LONG, text
from phoenix.web.form import Form

LONGEST = 3000
WEBSITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


def words(label, missing=None, description="", rows=5) -> TextAreaField:
    """Some lines of text, required when `missing` says what to write."""
    needed = [DataRequired(missing)] if missing else []
    return TextAreaField(
        label,
        [*needed, Length(max=LONGEST, message=TOO_LONG)],
        description=description,
        filters=[lambda value: value.strip() if value else ""],
        render_kw={"rows": rows, "maxlength": LONGEST},
    )


class ApplicationForm(Form):
    """What we need to know before we answer (article 2.1 of the agreement)."""

    activity = words(
        _l("Ce que fait votre organisation"),
        _l("Décrivez l’activité de votre organisation."),
        _l("Ce que vous vendez ou installez, depuis quand, avec quelles compétences."),
    )
    customers = text(
        _l("Vos clients"), most=300, description=_l("De quelle taille, de quels secteurs, dans quelles régions. Aucun nom.")
    )
    website = text(_l("Votre site"), most=200, inputmode="url", autocomplete="url")
    message = words(_l("Autre chose à nous dire"), rows=3)

    def validate_website(self, field):
        """An address of the web, with or without its protocol."""
        if field.data and not WEBSITE.fullmatch(field.data):
            raise ValidationError(_l("Cette adresse n’a pas la forme d’un site, par exemple exemple.fr."))

    @property
    def words(self) -> dict[str, str]:
        """What was written, as the service takes it."""
        return {each.name: each.data or "" for each in (self.activity, self.customers, self.website, self.message)}


class AgreementForm(Form):
    """The box of the very version that is accepted (clause 2e)."""

    documents = SelectMultipleField(
        _l("Accord de partenariat"),
        coerce=int,
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        validate_choice=False,
    )

    def validate_documents(self, field):
        """Nothing ticked is nothing accepted."""
        if not field.data:
            raise ValidationError(_l("Cochez la case : sans acceptation, le partenariat ne commence pas."))


class NoticeForm(Form):
    """The partner ends the agreement (article 8.1)."""

    reason = words(_l("Pourquoi partez-vous ?"), description=_l("Pour nous améliorer ; rien ne vous y oblige."), rows=3)
