"""Identifiers of organisations in France and Morocco, checked for form (clause 3.1c)."""

from __future__ import annotations

import re

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret
from stdnum.fr import tva as fr_tva
from stdnum.ma import ice as ma_ice

from phoenix.accounts.rules import Reason, Refused

MONACO = "980"
OVERSEAS = {
    "971": "fr-guadeloupe",
    "972": "fr-martinique",
    "973": "fr-guyane",
    "974": "fr-reunion",
    "976": "fr-mayotte",
}
# French codes outside of any VAT territory that we know how to tax: Saint-Barthélemy and
# Saint-Martin sit among Guadeloupe's numbers; then Saint-Pierre-et-Miquelon and the Pacific.
UNSERVED_CODES = frozenset({"97133", "97098", "97150"})
UNSERVED_PREFIXES = ("975", "977", "978", "984", "986", "987", "988", "989")
_SPACES = re.compile(r"[\s\u00a0\u202f.\-]+")


def compact(typed: str) -> str:
    """What people put between digits is dropped."""
    return _SPACES.sub("", typed)


def check_siren(typed: str) -> str:
    """Nine digits with their key; the nine first of a SIRET are taken as meant."""
    digits = compact(typed)
    if len(digits) == 14 and digits.isdecimal():
        digits = check_siret(digits)[:9]
    return _checked(fr_siren, digits, Reason.SIREN_FORM, Reason.SIREN_CHECKSUM)


def check_siret(typed: str, siren: str | None = None) -> str:
    """Fourteen digits with their key, of an establishment of `siren` where it is known."""
    digits = _checked(fr_siret, compact(typed), Reason.SIRET_FORM, Reason.SIRET_CHECKSUM)
    if siren and not digits.startswith(siren):
        raise Refused(Reason.SIRET_OTHER_SIREN)
    return digits


def vat_number_of(siren: str) -> str:
    """The EU VAT number that the French tax office derives from a SIREN."""
    key = (12 + 3 * (int(siren) % 97)) % 97
    return f"FR{key:02d}{siren}"


def check_french_vat(typed: str, siren: str | None = None) -> str:
    """A French or Monegasque VAT number, of `siren` where it is known."""
    number = compact(typed).upper().removeprefix("FR")
    try:
        number = fr_tva.validate(number)
    except ValidationError:
        raise Refused(Reason.VAT_FORM) from None
    if siren and not number.endswith(siren):
        raise Refused(Reason.VAT_OTHER_SIREN)
    return f"FR{number}"


def check_ice(typed: str) -> str:
    """The fifteen digits of a Moroccan company, with their key."""
    return _checked(ma_ice, compact(typed), Reason.ICE_FORM, Reason.ICE_CHECKSUM)


def check_rc(typed: str) -> str:
    """A Moroccan register number: no key to check, one to ten digits."""
    return _digits(typed, 1, 10, Reason.RC_FORM)


def check_tax_id(typed: str) -> str:
    """A Moroccan tax identifier (IF): no key to check, six to nine digits."""
    return _digits(typed, 6, 9, Reason.TAX_ID_FORM)


def siren_needed(legal_type: str, postal_code: str) -> bool:
    """Companies and public bodies have a SIREN, Monaco's do not; others may lack one."""
    return legal_type in ("company", "sole_trader", "public_body") and not postal_code.startswith(MONACO)


def check_postal_code(typed: str, country: str) -> str:
    """Five digits that exist in `country`; for France in a territory whose VAT is known."""
    code = compact(typed)
    if not re.fullmatch(r"[0-9]{5}", code) or code.startswith("00"):
        raise Refused(Reason.POSTAL_CODE_FORM)
    vat_territory(code, country)
    return code


def vat_territory(postal_code: str, country: str) -> str:
    """The key of the VAT rates for an address; Refused where we cannot tax a sale."""
    if country == "ma":
        return "ma"
    if postal_code in UNSERVED_CODES or postal_code.startswith(UNSERVED_PREFIXES):
        raise Refused(Reason.TERRITORY_UNSERVED)
    if postal_code.startswith("97"):
        territory = OVERSEAS.get(postal_code[:3])
        if territory is None:
            raise Refused(Reason.POSTAL_CODE_FORM)
        return territory
    if postal_code >= "96000" and not postal_code.startswith(MONACO):
        raise Refused(Reason.POSTAL_CODE_FORM)
    return "fr-metropole"


def _checked(module, digits: str, form: Reason, checksum: Reason) -> str:
    if not digits.isascii():
        raise Refused(form)
    try:
        return module.validate(digits)
    except InvalidChecksum:
        raise Refused(checksum) from None
    except ValidationError:
        raise Refused(form) from None


def _digits(typed: str, least: int, most: int, reason: Reason) -> str:
    digits = compact(typed)
    if not re.fullmatch(rf"[0-9]{{{least},{most}}}", digits):
        raise Refused(reason)
    return digits
