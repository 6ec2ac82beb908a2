"""The forms of the staff's members."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from phoenix.accounts.fields import email, text
from phoenix.staff.words import ROLES
from phoenix.web.form import Form


def _roles() -> SelectMultipleField:
    return SelectMultipleField(
        _l("Rôles"),
        [DataRequired(_l("Choisissez au moins un rôle."))],
        choices=[SelectChoice(role, label) for role, label in ROLES.items()],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )


class MemberForm(Form):
    """A new member, who gets a link by mail."""

    name = text(_l("Prénom et nom"), _l("Indiquez le prénom et le nom."))
    email = email(_l("Adresse électronique"), _l("Indiquez l’adresse : le lien y part."))
    roles = _roles()
    language = RadioField(
        _l("Langue des pages de l’équipe"),
        [InputRequired(_l("Choisissez une langue."))],
        choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
        default="fr",
    )


class RolesForm(Form):
    """The roles of a member; `shown` are those that the page showed."""

    roles = _roles()
    shown = HiddenField()
