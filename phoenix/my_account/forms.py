"""The forms of profile, security and preferences. What is sensitive asks for the password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from phoenix.accounts.fields import box, code, current_password, text, username
from phoenix.accounts.forms import EmailForm, NewPasswordForm, RepresentativeForm
from phoenix.accounts.organisation_forms import FrenchOrganisationForm, MoroccanOrganisationForm
from phoenix.web.form import Form

ON_INVOICES = _l("Ces données figurent sur vos factures : confirmez que c’est bien vous.")


class ConfirmedForm(Form):
    """A sensitive action without other data."""

    current_password = current_password()


class ClosureForm(ConfirmedForm):
    """The ask for a closure; why is the customer's business."""

    reason = text(_l("Motif"), most=500, description=_l("Il nous aide à faire mieux."))


class ChangePasswordForm(NewPasswordForm):
    """Replace one's password."""

    current_password = current_password()


class ChangeUsernameForm(Form):
    """Take another username."""

    username = username()
    current_password = current_password()


class ChangeEmailForm(EmailForm):
    """Move to another address."""

    current_password = current_password()


class TotpForm(Form):
    """The first code of the telephone switches codes on."""

    code = code()
    current_password = current_password()


class FrenchProfileForm(FrenchOrganisationForm):
    """The organisation's data; who invoices are made out to is worth a password."""

    current_password = current_password(ON_INVOICES)


class MoroccanProfileForm(MoroccanOrganisationForm):
    """The same in Morocco."""

    current_password = current_password(ON_INVOICES)


PROFILE_FORMS = {"fr": FrenchProfileForm, "ma": MoroccanProfileForm}


class ProfileRepresentativeForm(RepresentativeForm):
    """The representative's data in My Account."""

    language = SelectField(
        _l("Langue des messages"),
        choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
        description=_l("Celle des e-mails et des documents que nous vous envoyons."),
    )


class PreferencesForm(Form):
    """Which channels may carry offers; ticked means yes."""

    email = box(_l("E-mail"), description=_l("Offres et lettre d’information."))
    sms = box(_l("SMS"), description=_l("Offres de courte durée."))
    phone = box(_l("Téléphone"), description=_l("Appels de nos conseillers."))
    partners = box(
        _l("Partenaires"),
        description=_l(
            "Transmettre mon adresse et mon téléphone à des partenaires de Phoenix Alliance. Rien n’est transmis sans votre accord."
        ),
    )
    profiling = box(
        _l("Propositions personnelles"),
        description=_l(
            "Retenir les produits que vous ouvrez ici et depuis nos lettres, pour vous en proposer d’autres dans votre "
            "compte. Si vous retirez cet accord, tout ce qui a été retenu est effacé aussitôt."
        ),
    )
