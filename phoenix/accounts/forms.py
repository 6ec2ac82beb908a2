"""The forms of signing up, signing in and forgotten passwords."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from phoenix.accounts.fields import box, code, email, new_password, phone, text, username
from phoenix.accounts.organisation_forms import FrenchOrganisationForm, MoroccanOrganisationForm
from phoenix.web.form import Form


class RepresentativeForm(Form):
    """The natural person who acts for the organisation (clause 1b)."""

    country = "fr"

    first_name = text(_l("Prénom"), _l("Indiquez votre prénom."), most=60, autocomplete="given-name")
    last_name = text(
        _l("Nom de famille"), _l("Indiquez votre nom de famille."), most=60, autocomplete="family-name"
    )
    job_title = text(
        _l("Fonction"),
        most=80,
        autocomplete="organization-title",
        description=_l("Elle figure à côté de votre nom dans le dossier de commande."),
    )
    phone = phone(
        _l("Votre téléphone"),
        _l("Pour une question urgente sur une commande. Pas d’offre par téléphone si vous les refusez."),
    )

    def representative_values(self) -> dict:
        """The fields of a Person row that tell who acts."""
        values = {name: self[name].data for name in ("first_name", "last_name")}
        return {**values, "job_title": self.job_title.data or "", "phone": self.phone.data or ""}


class SignInDataForm(Form):
    """How a new representative will sign in (clause 3.1b)."""

    email = email(
        _l("Votre adresse électronique"),
        _l("Indiquez votre adresse électronique."),
        _l("Nous y envoyons le lien de confirmation, vos confirmations de commande et vos factures."),
    )
    username = username(
        _l("Il sert à vous connecter, tout comme votre adresse. Nous ne le montrons à personne.")
    )
    password = new_password(_l("Mot de passe"))


class ChoicesForm(Form):
    """The declaration of power, and who may send offers (clauses 3.1a, 10.1, 10.2)."""

    power_to_bind = box(
        _l("Je déclare avoir le pouvoir d’engager cette organisation."),
        _l("Sans pouvoir d’engager l’organisation, vous ne pouvez pas ouvrir son compte."),
    )
    no_email = box(_l("Pas d’offres ni de lettre d’information par e-mail"))
    no_sms = box(_l("Pas d’offres par SMS"))
    no_phone = box(_l("Pas d’offres par téléphone"))
    partners = box(
        _l(
            "J’accepte que mon adresse et mon téléphone soient transmis à des partenaires de Phoenix Alliance."
        )
    )

    def channels(self) -> dict[str, bool]:
        """Whether each channel may carry offers."""
        refused = {channel: not self[f"no_{channel}"].data for channel in ("email", "sms", "phone")}
        return {**refused, "partners": self.partners.data}


class _SignUp:
    """What both countries' sign-up forms add."""

    def about(self) -> tuple[str, ...]:
        """What strangers know of this person: poor stuff for passwords."""
        names = ("organisation_name", "first_name", "last_name", "email", "username", "city")
        return tuple(self[name].data for name in names if self[name].data)

    def account(self, language: str) -> dict:
        """The account that a valid form asks for, without its password."""
        person = {
            **self.representative_values(),
            "email": self.email.data,
            "username": self.username.data,
            "language": language,
        }
        return {
            "organisation": self.organisation_values(),
            "person": person,
            "channels": self.channels(),
        }


class FrenchSignUpForm(_SignUp, FrenchOrganisationForm, RepresentativeForm, SignInDataForm, ChoicesForm):
    """Sign-up of an organisation in France or Monaco."""


class MoroccanChoicesForm(ChoicesForm):
    """In Morocco, offers by e-mail and SMS need consent given beforehand (law 09-08): boxes to tick."""

    no_email = None
    no_sms = None
    email_offers = box(_l("J’accepte de recevoir des offres et la lettre d’information par e-mail"))
    sms_offers = box(_l("J’accepte de recevoir des offres par SMS"))

    def channels(self) -> dict[str, bool]:
        """Whether each channel may carry offers."""
        asked = {"email": self.email_offers.data, "sms": self.sms_offers.data}
        return {**asked, "phone": not self.no_phone.data, "partners": self.partners.data}


class MoroccanSignUpForm(_SignUp, MoroccanOrganisationForm, RepresentativeForm, SignInDataForm, MoroccanChoicesForm):
    """Sign-up of an organisation in Morocco."""


SIGN_UP_FORMS = {"fr": FrenchSignUpForm, "ma": MoroccanSignUpForm}


class SignInForm(Form):
    """Username or address, and password."""

    name = text(
        _l("Nom d’utilisateur ou adresse électronique"),
        _l("Indiquez votre nom d’utilisateur ou votre adresse."),
        most=200,
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
    )
    password = PasswordField(
        _l("Mot de passe"),
        [DataRequired(_l("Saisissez votre mot de passe.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """The one-time code of the telephone, or a recovery code."""

    code = code()


class EmailForm(Form):
    """An address to send a link to."""

    email = email(_l("Votre adresse électronique"), _l("Indiquez votre adresse électronique."))


class NewPasswordForm(Form):
    """A password to replace the forgotten one of `person`."""

    password = new_password(_l("Nouveau mot de passe"))
    person = None

    def about(self) -> tuple[str, ...]:
        """What strangers know of the person."""
        of = self.person
        return (of.organisation.name, of.first_name, of.last_name, of.email, of.username) if of else ()


class PendingPasswordForm(Form):
    """The password chosen at sign-up, asked for when the link opens in another browser."""

    password = PasswordField(
        _l("Le mot de passe choisi à l’inscription"),
        [DataRequired(_l("Saisissez votre mot de passe.")), Length(max=1000)],
        description=_l(
            "Ce navigateur n’est pas celui de votre inscription : nous vérifions que c’est bien vous."
        ),
        render_kw={"autocomplete": "current-password"},
    )
