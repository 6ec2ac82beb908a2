"""The sentences of this room's refusals and choices: errors are types, their words stand here."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from phoenix.accounts.rules import Reason
from phoenix.accounts.strength import Weakness

REFUSALS = {
    Reason.USERNAME_LENGTH: _l("De 3 à 30 caractères."),
    Reason.USERNAME_SIGNS: _l("Des lettres sans accent, des chiffres, le point, le tiret et le trait bas."),
    Reason.USERNAME_ENDS: _l("Une lettre pour commencer, une lettre ou un chiffre pour finir."),
    Reason.USERNAME_SEPARATORS: _l("Pas deux signes de ponctuation de suite."),
    Reason.USERNAME_RESERVED: _l("Pas un nom réservé au service (« admin », « support »…)."),
    Reason.EMAIL_FORM: _l(
        "Cette adresse électronique n’est pas complète. Exemple : prenom.nom@entreprise.fr"
    ),
    Reason.EMAIL_SIGNS: _l(
        "Devant le @, cette adresse porte une lettre accentuée ou étrangère : nos messages ne l’atteindraient pas. Donnez-en une autre."
    ),
    Reason.PHONE_FORM: _l(
        "Ce numéro de téléphone n’existe pas sous cette forme. Exemples : 01 70 81 03 65, "
        "05 22 48 00 00, ou avec l’indicatif : +33 1 70 81 03 65."
    ),
    Reason.CONSUMER: _l(
        "Merci de votre intérêt. Nous ne vendons qu’à des organisations : nos contrats ne prévoient "
        "pas les droits qui protègent les particuliers. Si vous achetez pour une entreprise, une "
        "association ou un organisme public, choisissez sa forme dans la liste."
    ),
    Reason.LEGAL_TYPE: _l("Choisissez la forme de votre organisation dans la liste."),
    Reason.SIREN_FORM: _l("Un numéro SIREN compte neuf chiffres. Exemple : 891 953 267."),
    Reason.SIREN_CHECKSUM: _l(
        "Ce numéro SIREN n’existe pas : sa clé de contrôle est fausse. Vérifiez chaque chiffre."
    ),
    Reason.SIREN_NEEDED: _l(
        "Indiquez le numéro SIREN : il figure sur l’extrait Kbis ou l’avis de situation Sirene."
    ),
    Reason.SIRET_FORM: _l("Un numéro SIRET compte quatorze chiffres : le SIREN, puis cinq chiffres."),
    Reason.SIRET_CHECKSUM: _l(
        "Ce numéro SIRET n’existe pas : sa clé de contrôle est fausse. Vérifiez chaque chiffre."
    ),
    Reason.SIRET_OTHER_SIREN: _l("Ce numéro SIRET ne commence pas par le SIREN indiqué."),
    Reason.VAT_FORM: _l("Ce numéro de TVA n’existe pas. Exemple : FR 62 891953267."),
    Reason.VAT_OTHER_SIREN: _l("Ce numéro de TVA n’est pas celui du SIREN indiqué."),
    Reason.ICE_FORM: _l("L’ICE compte quinze chiffres. Exemple : 003408820000019."),
    Reason.ICE_CHECKSUM: _l("Cet ICE n’existe pas : sa clé de contrôle est fausse. Vérifiez chaque chiffre."),
    Reason.RC_FORM: _l("Le numéro du registre du commerce compte de un à dix chiffres."),
    Reason.TAX_ID_FORM: _l("L’identifiant fiscal compte de six à neuf chiffres."),
    Reason.POSTAL_CODE_FORM: _l("Ce code postal n’existe pas : il compte cinq chiffres."),
    Reason.TERRITORY_UNSERVED: _l(
        "Nous ne vendons pas encore en ligne dans ce territoire, dont la fiscalité est particulière. "
        "Écrivez-nous à contact@taotp.store."
    ),
}

WEAKNESSES = {
    Weakness.TOO_SHORT: _l("Il lui faut au moins 12 caractères."),
    Weakness.TOO_LONG: _l("Il ne peut dépasser 128 caractères."),
    Weakness.PERSONAL: _l(
        "Il contient votre nom, celui de votre organisation ou votre adresse : on les essaie en premier."
    ),
    Weakness.COMMON: _l("Il ressemble à un mot de passe très répandu."),
    Weakness.WORD: _l("Un mot du dictionnaire se devine vite : assemblez-en plusieurs, sans lien entre eux."),
    Weakness.NAME: _l("Les prénoms et les noms de famille se devinent vite."),
    Weakness.KEYBOARD: _l("Des touches voisines du clavier se devinent vite."),
    Weakness.REPEAT: _l("Répéter des signes ou des mots ne le rend guère plus sûr."),
    Weakness.SEQUENCE: _l("Les suites comme « abc » ou « 6543 » se devinent vite."),
    Weakness.DATE: _l("Les dates et les années se devinent vite."),
    Weakness.GUESSABLE: _l("Il se devine encore vite : ajoutez un ou deux mots peu courants."),
}

SCORES = (
    _l("très faible"),
    _l("faible"),
    _l("moyen"),
    _l("bon"),
    _l("très bon"),
)

LEGAL_TYPES = {
    "fr": {
        "company": _l("Société (SAS, SARL, SA, SCI…)"),
        "sole_trader": _l("Entreprise individuelle ou profession libérale"),
        "association": _l("Association ou fondation"),
        "works_council": _l("Comité social et économique (CSE)"),
        "co_ownership": _l("Syndicat de copropriété"),
        "public_body": _l("Organisme public"),
        "consumer": _l("Aucune : j’achète pour moi, à titre privé"),
    },
    "ma": {
        "company": _l("Société (SARL, SARL AU, SA…)"),
        "sole_trader": _l("Entreprise individuelle, auto-entrepreneur ou profession libérale"),
        "association": _l("Association, coopérative ou fondation"),
        "works_council": _l("Comité d’entreprise"),
        "co_ownership": _l("Syndicat de copropriété"),
        "public_body": _l("Organisme public"),
        "consumer": _l("Aucune : j’achète pour moi, à titre privé"),
    },
}

CHANNELS = {
    "email": _l("E-mail"),
    "sms": _l("SMS"),
    "phone": _l("Téléphone"),
    "partners": _l("Partenaires"),
    "profiling": _l("Propositions personnelles"),
}

SOURCES = {
    "sign_up": _l("à l’inscription"),
    "opt_in": _l("à l’inscription"),
    "preferences": _l("dans vos préférences"),
    "link": _l("par le lien d’un e-mail"),
    "staff": _l("par notre équipe, à votre demande"),
    "objection": _l("par votre opposition"),
    "demo": _l("données de démonstration"),
}

FIELDS = {
    "name": _l("Nom de l’organisation"),
    "legal_type": _l("Forme de l’organisation"),
    "siren": _l("SIREN"),
    "siret": _l("SIRET"),
    "vat_number": _l("Numéro de TVA"),
    "ice": _l("ICE"),
    "rc": _l("Registre du commerce (RC)"),
    "tax_id": _l("Identifiant fiscal (IF)"),
    "address_line1": _l("Adresse"),
    "address_line2": _l("Complément d’adresse"),
    "postal_code": _l("Code postal"),
    "city": _l("Ville"),
    "organisation_phone": _l("Téléphone de l’organisation"),
    "billing_email": _l("Adresse de facturation"),
    "first_name": _l("Prénom"),
    "last_name": _l("Nom de famille"),
    "job_title": _l("Fonction"),
    "phone": _l("Téléphone"),
    "language": _l("Langue des messages"),
    "email": _l("Adresse électronique"),
    "username": _l("Nom d’utilisateur"),
    "password": _l("Mot de passe"),
    "totp": _l("Double authentification"),
    "recovery_codes": _l("Codes de secours"),
}

VALUES = {
    "password:changed": _l("remplacé"),
    "totp:on": _l("activée"),
    "totp:off": _l("désactivée"),
    "recovery_codes:renewed": _l("renouvelés"),
    "language:fr": _l("français"),
    "language:en": _l("anglais"),
}
WRONG_SIGN_IN = _l(
    "Nom d’utilisateur, adresse ou mot de passe inexact. Si vous venez de vous inscrire, "
    "confirmez d’abord votre adresse par le lien que nous vous avons envoyé. Un compte clos ne s’ouvre plus."
)
WRONG_PASSWORD = _l("Ce n’est pas votre mot de passe actuel.")
WRONG_CODE = _l("Ce code n’est pas valable. Attendez le suivant, ou prenez un code de secours.")
USERNAME_UNAVAILABLE = _l("Ce nom d’utilisateur n’est pas disponible.")
