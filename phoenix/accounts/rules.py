"""Decisions on plain values: who may buy, names, addresses and phones (clauses 1b, 3.1b, 3.1c)."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise

from phoenix.accounts.on_demand import library

PROFESSIONAL_TYPES = ("company", "sole_trader")
NON_PROFESSIONAL_TYPES = ("association", "works_council", "co_ownership", "public_body")
CONSUMER = "consumer"

USERNAME_SHORTEST = 3
USERNAME_LONGEST = 30
RESERVED_USERNAMES = frozenset(
    "abuse account accounts admin administrateur administrator admins alliance anonymous api "
    "billing compte contact demo equipe facturation help hostmaster info mail moderation "
    "noreply null official officiel operator owner phoenix phoenix-alliance postmaster "
    "privacy rgpd root sales security securite service shop staff stripe superuser support "
    "sysadmin system systeme taotp test undefined user utilisateur vente ventes webmaster "
    "www".split()
)
# Overseas numbers are dialled like French ones there, and have prefixes of their own.
PHONE_REGIONS = {"fr": ("FR", "GP", "MQ", "GF", "RE", "YT", "MC"), "ma": ("MA",)}
_USERNAME_SIGNS = re.compile(r"[A-Za-z0-9._-]+")
_SEPARATORS = "._-"


class Reason(StrEnum):
    """Why a value is refused; `words.py` gives each its sentence."""

    USERNAME_LENGTH = "username length"
    USERNAME_SIGNS = "username signs"
    USERNAME_ENDS = "username ends"
    USERNAME_SEPARATORS = "username separators"
    USERNAME_RESERVED = "username reserved"
    EMAIL_FORM = "e-mail form"
    EMAIL_SIGNS = "e-mail signs"
    PHONE_FORM = "phone form"
    CONSUMER = "consumer"
    LEGAL_TYPE = "legal type"
    SIREN_FORM = "siren form"
    SIREN_CHECKSUM = "siren checksum"
    SIREN_NEEDED = "siren needed"
    SIRET_FORM = "siret form"
    SIRET_CHECKSUM = "siret checksum"
    SIRET_OTHER_SIREN = "siret of another siren"
    VAT_FORM = "vat number form"
    VAT_OTHER_SIREN = "vat number of another siren"
    ICE_FORM = "ice form"
    ICE_CHECKSUM = "ice checksum"
    RC_FORM = "rc form"
    TAX_ID_FORM = "tax id form"
    POSTAL_CODE_FORM = "postal code form"
    TERRITORY_UNSERVED = "territory unserved"


class Refused(ValueError):
    """A value breaks a rule: `reason` says which."""

    def __init__(self, reason: Reason):
        super().__init__(reason.value)
        self.reason = reason


def kind_of(legal_type: str) -> str:
    """`professional` or `non_professional`; natural persons buying for themselves are Refused."""
    if legal_type in PROFESSIONAL_TYPES:
        return "professional"
    if legal_type in NON_PROFESSIONAL_TYPES:
        return "non_professional"
    raise Refused(Reason.CONSUMER if legal_type == CONSUMER else Reason.LEGAL_TYPE)


def check_username(typed: str) -> str:
    """The username as it will be shown; Refused with the first rule it breaks (clause 3.1b)."""
    for rule, kept in username_rules(typed):
        if not kept:
            raise Refused(rule)
    return typed.strip()


def username_rules(typed: str) -> list[tuple[Reason, bool]]:
    """Each rule and whether `typed` keeps it: what the page shows beside the field."""
    name = typed.strip()
    doubled = any(a in _SEPARATORS and b in _SEPARATORS for a, b in pairwise(name))
    ends = bool(name) and name[0].isalpha() and name[-1] not in _SEPARATORS
    return [
        (Reason.USERNAME_LENGTH, USERNAME_SHORTEST <= len(name) <= USERNAME_LONGEST),
        (Reason.USERNAME_SIGNS, bool(_USERNAME_SIGNS.fullmatch(name))),
        (Reason.USERNAME_ENDS, ends),
        (Reason.USERNAME_SEPARATORS, not doubled),
        (Reason.USERNAME_RESERVED, username_key(name) not in RESERVED_USERNAMES),
    ]


def username_key(name: str) -> str:
    """Under this key a username is unique, whatever the case."""
    return name.strip().lower()


def username_variant(name: str, number: int) -> str:
    """A free-standing variant of a name that is taken: `marie.durand-2`."""
    suffix = f"-{number}"
    return name.strip()[: USERNAME_LONGEST - len(suffix)].rstrip(_SEPARATORS) + suffix


def check_email(typed: str) -> str:
    """The address in its normal form; Refused when it is none, or when no usual server would take a mail
    to it. Nothing is asked of the network."""
    validator = library("email_validator")
    try:
        found = validator.validate_email(typed.strip(), check_deliverability=False)
    except validator.EmailNotValidError:
        raise Refused(Reason.EMAIL_FORM) from None
    if not found.ascii_email:
        raise Refused(Reason.EMAIL_SIGNS)
    return found.normalized


def email_key(address: str) -> str:
    """Under this key an address has at most one account, whatever the case (clause 3.1b)."""
    return address.strip().lower()


def check_phone(typed: str, country: str) -> str:
    """A phone number in E.164; one without prefix is read as of `country` ("fr" or "ma")."""
    phonenumbers = library("phonenumbers")
    for region in PHONE_REGIONS[country]:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise Refused(Reason.PHONE_FORM)


def written_phone(e164: str) -> str:
    """A stored number as people write it: `+33 1 70 81 03 65`."""
    if not e164:
        return ""
    phonenumbers = library("phonenumbers")
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
