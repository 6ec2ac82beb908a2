"""The forms of this room. Each field says what its datum is for (clause 3.1c)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from phoenix.accounts import identifiers, rules
from phoenix.accounts.fields import Checked, Form, box, current_password, new_password, text
from phoenix.accounts.rules import Reason
from phoenix.accounts.words import LEGAL_TYPES, REFUSALS




def _legal_type(value: str, _form) -> str:
    """Organisations only: natural persons are turned away politely (clause 1b)."""
    rules.kind_of(value)
    return value


class OrganisationForm(Form):
    """What an organisation is called and where it is; the two countries add their identifiers."""

    country = "fr"

    organisation_name = text(
        _l("Nom de l’organisation"),
        _l("Indiquez le nom de l’organisation."),
        description=_l("Tel qu’il doit figurer sur vos factures."),
        autocomplete="organization",
    )
    legal_type = SelectField(
        _l("Forme de l’organisation"),
        [DataRequired(_l("Choisissez la forme de votre organisation dans la liste.")), Checked(_legal_type)],
        description=_l("Elle décide des règles de votre contrat : nous ne vendons qu’à des organisations."),
        validate_choice=False,
    )
    address_line1 = text(
        _l("Adresse"),
        _l("Indiquez le numéro et la rue."),
        description=_l("Siège ou établissement à facturer. Elle figure sur les factures."),
        autocomplete="address-line1",
    )
    address_line2 = text(_l("Complément d’adresse"), autocomplete="address-line2")
    postal_code = text(
        _l("Code postal"),
        _l("Indiquez le code postal."),
        most=10,
        check=lambda typed, form: identifiers.check_postal_code(typed, form.country),
        description=_l("Il décide du taux de TVA."),
        autocomplete="postal-code",
        inputmode="numeric",
    )
    city = text(_l("Ville"), _l("Indiquez la ville."), most=80, autocomplete="address-level2")
    organisation_phone = text(
        _l("Téléphone de l’organisation"),
        most=30,
        check=lambda typed, form: rules.check_phone(typed, form.country),
        description=_l("Pour vous joindre au sujet d’une commande ou d’une livraison."),
        autocomplete="tel",
        type="tel",
    )
    billing_email = text(
        _l("Adresse électronique de facturation"),
        most=200,
        check=lambda typed, _form: rules.check_email(typed),
        description=_l("Pour envoyer les factures à votre comptabilité. Vide : elles vont au représentant."),
        autocomplete="email",
        type="email",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        types = {"": _("Choisissez…"), **LEGAL_TYPES[self.country]}
        self.legal_type.choices = [SelectChoice(value, label) for value, label in types.items()]

    def identifiers(self) -> dict:
        """The identifiers of the form's country."""
        return {}

    def organisation_values(self) -> dict:
        """The fields of an Organisation row, out of a valid form."""
        return {
            "name": self.organisation_name.data,
            "legal_type": self.legal_type.data,
            "kind": rules.kind_of(self.legal_type.data),
            "country": self.country,
            "address_line1": self.address_line1.data,
            "address_line2": self.address_line2.data or "",
            "postal_code": self.postal_code.data,
            "city": self.city.data,
            "vat_territory": identifiers.vat_territory(self.postal_code.data, self.country),
            "phone": self.organisation_phone.data or "",
            "billing_email": self.billing_email.data or None,
            **self.identifiers(),
        }


class FrenchOrganisationForm(OrganisationForm):
    """France and Monaco: SIREN, from which the VAT number follows."""

    siren = text(
        _l("SIREN"),
        most=20,
        check=lambda typed, _form: identifiers.check_siren(typed),
        description=_l("Neuf chiffres. Il identifie votre organisation sur les factures et donne son numéro de TVA."),
        inputmode="numeric",
        autocomplete="off",
    )
    siret = text(
        _l("SIRET"),
        most=22,
        check=lambda typed, form: identifiers.check_siret(typed, form.siren.data),
        description=_l("Quatorze chiffres, si la facture est pour un établissement précis."),
        inputmode="numeric",
        autocomplete="off",
    )
    vat_number = text(
        _l("Numéro de TVA intracommunautaire"),
        most=20,
        check=lambda typed, form: identifiers.check_french_vat(typed, form.siren.data),
        description=_l("Laissez vide : nous le calculons à partir du SIREN. Il figure sur les factures."),
        autocomplete="off",
    )
    no_vat_number = box(_l("Mon organisation n’a pas de numéro de TVA"))

    def validate(self, extra_validators=None):
        valid = super().validate(extra_validators)
        needed = identifiers.siren_needed(self.legal_type.data, self.postal_code.data or "")
        if needed and not self.siren.data and not self.siren.errors:
            self.siren.errors = [str(REFUSALS[Reason.SIREN_NEEDED])]
            return False
        return valid

    def identifiers(self) -> dict:
        siren = self.siren.data or None
        derived = identifiers.vat_number_of(siren) if siren else None
        vat_number = None if self.no_vat_number.data else self.vat_number.data or derived
        return {"siren": siren, "siret": self.siret.data or None, "vat_number": vat_number}


class MoroccanOrganisationForm(OrganisationForm):
    """Morocco: ICE, asked for and warned about, never blocking; RC and IF where given."""

    country = "ma"

    ice = text(
        _l("ICE"),
        most=25,
        check=lambda typed, _form: identifiers.check_ice(typed),
        description=_l(
            "Identifiant commun de l’entreprise, quinze chiffres. Sans lui sur la facture, "
            "la TVA peut ne pas être déductible."
        ),
        inputmode="numeric",
        autocomplete="off",
    )
    rc = text(
        _l("Registre du commerce (RC)"),
        most=20,
        check=lambda typed, _form: identifiers.check_rc(typed),
        description=_l("Il identifie votre société sur les factures."),
        inputmode="numeric",
        autocomplete="off",
    )
    tax_id = text(
        _l("Identifiant fiscal (IF)"),
        most=20,
        check=lambda typed, _form: identifiers.check_tax_id(typed),
        description=_l("Il figure sur les factures."),
        inputmode="numeric",
        autocomplete="off",
    )

    def identifiers(self) -> dict:
        names = ("ice", "rc", "tax_id")
        return {name: self[name].data or None for name in names}


class RepresentativeForm(Form):
    """The natural person who acts for the organisation (clause 1b)."""

    country = "fr"

    first_name = text(
        _l("Prénom"), _l("Indiquez votre prénom."), most=60, autocomplete="given-name"
    )
    last_name = text(_l("Nom de famille"), _l("Indiquez votre nom de famille."), most=60, autocomplete="family-name")
    job_title = text(
        _l("Fonction"), most=80, autocomplete="organization-title",
        description=_l("Elle figure à côté de votre nom dans le dossier de commande."),
    )
    phone = text(
        _l("Votre téléphone"),
        most=30,
        check=lambda typed, form: rules.check_phone(typed, form.country),
        description=_l("Pour une question urgente sur une commande. Pas d’offre par téléphone si vous les refusez."),
        autocomplete="tel",
        type="tel",
    )

    def representative_values(self) -> dict:
        """The fields of a Person row that tell who acts."""
        values = {name: self[name].data for name in ("first_name", "last_name")}
        return {**values, "job_title": self.job_title.data or "", "phone": self.phone.data or ""}


class SignInDataForm(Form):
    """How a new representative will sign in (clause 3.1b)."""

    email = text(
        _l("Votre adresse électronique"),
        _l("Indiquez votre adresse électronique."),
        most=200,
        check=lambda typed, _form: rules.check_email(typed),
        description=_l("Nous y envoyons le lien de confirmation, vos confirmations de commande et vos factures."),
        autocomplete="email",
        type="email",
    )
    username = text(
        _l("Nom d’utilisateur"),
        _l("Choisissez un nom d’utilisateur."),
        most=60,
        check=lambda typed, _form: rules.check_username(typed),
        description=_l("Il sert à vous connecter, tout comme votre adresse. Nous ne le montrons à personne."),
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
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
    partners = box(_l("J’accepte que mon adresse et mon téléphone soient transmis à des partenaires de Phoenix Alliance."))

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


class MoroccanSignUpForm(_SignUp, MoroccanOrganisationForm, RepresentativeForm, SignInDataForm, ChoicesForm):
    """Sign-up of an organisation in Morocco."""


SIGN_UP_FORMS = {"fr": FrenchSignUpForm, "ma": MoroccanSignUpForm}


class SignInForm(Form):
    """Username or address, and password."""

    name = text(
        _l("Nom d’utilisateur ou adresse électronique"),
        _l("Indiquez votre nom d’utilisateur ou votre adresse."),
        most=200, autocomplete="username", autocapitalize="none", spellcheck="false",
    )
    password = PasswordField(
        _l("Mot de passe"),
        [DataRequired(_l("Saisissez votre mot de passe.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """The one-time code of the telephone, or a recovery code."""

    code = text(
        _l("Code à six chiffres"),
        _l("Saisissez le code affiché par votre téléphone."),
        most=20, autocomplete="one-time-code", autocapitalize="none", spellcheck="false",
    )


class EmailForm(Form):
    """An address to send a link to."""

    email = text(
        _l("Votre adresse électronique"),
        _l("Indiquez votre adresse électronique."),
        most=200,
        check=lambda typed, _form: rules.check_email(typed),
        autocomplete="email",
        type="email",
    )


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
        description=_l("Ce navigateur n’est pas celui de votre inscription : nous vérifions que c’est bien vous."),
        render_kw={"autocomplete": "current-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """Replace one's password."""

    current_password = current_password(_l("Il confirme que c’est bien vous."))


class ChangeUsernameForm(Form):
    """Take another username."""

    username = text(
        _l("Nom d’utilisateur"),
        _l("Choisissez un nom d’utilisateur."),
        most=60,
        check=lambda typed, _form: rules.check_username(typed),
        autocomplete="username", autocapitalize="none", spellcheck="false",
    )
    current_password = current_password(_l("Il confirme que c’est bien vous."))


class ChangeEmailForm(EmailForm):
    """Move to another address."""

    current_password = current_password(_l("Il confirme que c’est bien vous."))


class ConfirmedForm(Form):
    """A sensitive action without other data."""

    current_password = current_password(_l("Il confirme que c’est bien vous."))


class TotpForm(Form):
    """The first code of the telephone switches codes on."""

    code = text(
        _l("Code à six chiffres"),
        _l("Saisissez le code affiché par votre téléphone."),
        most=20, autocomplete="one-time-code", inputmode="numeric",
    )
    current_password = current_password(_l("Il confirme que c’est bien vous."))


class FrenchProfileForm(FrenchOrganisationForm):
    """The organisation's data in My Account; who invoices are made out to is worth a password."""

    current_password = current_password(_l("Ces données figurent sur vos factures : confirmez que c’est bien vous."))


class MoroccanProfileForm(MoroccanOrganisationForm):
    """The same in Morocco."""

    current_password = current_password(_l("Ces données figurent sur vos factures : confirmez que c’est bien vous."))


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
        description=_l("Transmettre mon adresse et mon téléphone à des partenaires de Phoenix Alliance. Rien n’est transmis sans votre accord."),
    )
