"""The organisation's data, asked for by the form of its country. Each field says what for (3.1c)."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from phoenix.accounts import identifiers, rules
from phoenix.accounts.fields import Checked, box, email, number, phone, text
from phoenix.accounts.rules import Reason
from phoenix.accounts.words import LEGAL_TYPES, REFUSALS
from phoenix.web.form import Form


def _legal_type(value: str, _form) -> str:
    """Organisations only: natural persons are turned away politely (clause 1b)."""
    rules.kind_of(value)
    return value


class OrganisationForm(Form):
    """What an organisation is called and where it is; the two countries add their identifiers."""

    country = "fr"
    why_postal_code = _l("Il décide du taux de TVA.")

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
        autocomplete="postal-code",
        inputmode="numeric",
    )
    city = text(_l("Ville"), _l("Indiquez la ville."), most=80, autocomplete="address-level2")
    organisation_phone = phone(
        _l("Téléphone de l’organisation"),
        _l("Pour vous joindre au sujet d’une commande ou d’une livraison."),
    )
    billing_email = email(
        _l("Adresse électronique de facturation"),
        description=_l("Pour envoyer les factures à votre comptabilité. Vide : elles vont au représentant."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        types = {"": _("Choisissez…"), **LEGAL_TYPES[self.country]}
        self.postal_code.description = self.why_postal_code
        self.legal_type.choices = [SelectChoice(value, label) for value, label in types.items()]

    def numbers(self) -> dict:
        """The identifiers that the form's country asks for."""
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
            **self.numbers(),
        }


class FrenchOrganisationForm(OrganisationForm):
    """France and Monaco: SIREN, from which the VAT number follows."""

    siren = number(
        _l("SIREN"),
        20,
        lambda typed, _form: identifiers.check_siren(typed),
        _l("Neuf chiffres. Il identifie votre organisation sur les factures et donne son numéro de TVA."),
    )
    siret = number(
        _l("SIRET"),
        22,
        lambda typed, form: identifiers.check_siret(typed, form.siren.data),
        _l("Quatorze chiffres, si la facture est pour un établissement précis."),
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

    def numbers(self) -> dict:
        siren = self.siren.data or None
        derived = identifiers.vat_number_of(siren) if siren else None
        vat_number = None if self.no_vat_number.data else self.vat_number.data or derived
        return {"siren": siren, "siret": self.siret.data or None, "vat_number": vat_number}


class MoroccanOrganisationForm(OrganisationForm):
    """Morocco: ICE, asked for and warned about, never blocking; RC and IF where given."""

    country = "ma"
    why_postal_code = _l("Il complète l’adresse de vos factures.")

    ice = number(
        _l("ICE"),
        25,
        lambda typed, _form: identifiers.check_ice(typed),
        _l(
            "Identifiant commun de l’entreprise, quinze chiffres. Sans lui sur la facture, "
            "la TVA peut ne pas être déductible."
        ),
    )
    rc = number(
        _l("Registre du commerce (RC)"),
        20,
        lambda typed, _form: identifiers.check_rc(typed),
        _l("Il identifie votre société sur les factures."),
    )
    tax_id = number(
        _l("Identifiant fiscal (IF)"),
        20,
        lambda typed, _form: identifiers.check_tax_id(typed),
        _l("Il figure sur les factures."),
    )

    def numbers(self) -> dict:
        names = ("ice", "rc", "tax_id")
        return {name: self[name].data or None for name in names}
