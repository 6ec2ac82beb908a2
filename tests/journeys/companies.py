"""Companies that nobody signed up before: identifiers valid in form, new at every call."""

from __future__ import annotations

import secrets

PASSWORD = "quatre-renards-boivent-du-the"


def company_in_lyon() -> dict[str, str]:
    """What its representative types into the sign-up form."""
    return {
        **_representative(),
        "organisation_name": "Ateliers du Rhône",
        "legal_type": "company",
        "siren": siren(),
        "address_line1": "12 rue de la République",
        "postal_code": "69002",
        "city": "Lyon",
        "phone": "06 12 34 56 78",
    }


def company_in_casablanca() -> dict[str, str]:
    """What its representative types into the Moroccan sign-up form."""
    return {
        **_representative(),
        "organisation_name": "Comptoir d’Anfa",
        "legal_type": "company",
        "ice": ice(),
        "rc": "412355",
        "tax_id": "15279063",
        "address_line1": "25 boulevard d’Anfa",
        "postal_code": "20000",
        "city": "Casablanca",
        "phone": "06 61 23 45 67",
    }


def _representative() -> dict[str, str]:
    mark = secrets.token_hex(4)
    return {
        "first_name": "Camille",
        "last_name": "Berthet",
        "job_title": "Directrice financière",
        "email": f"camille-{mark}@ateliers.example",
        "username": f"camille.{mark}",
        "password": PASSWORD,
    }


def siren() -> str:
    """Nine digits whose Luhn sum is right."""
    start = f"{secrets.randbelow(90_000_000) + 10_000_000}"
    return next(start + str(key) for key in range(10) if luhn(start + str(key)) == 0)


def luhn(digits: str) -> int:
    """The Luhn remainder of some digits; 0 when they are right."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10


def vat_number(of_siren: str) -> str:
    """The French VAT number, by the formula of the tax office."""
    return f"FR{(12 + 3 * (int(of_siren) % 97)) % 97:02}{of_siren}"


def ice() -> str:
    """Fifteen digits whose remainder by 97 is 0."""
    start = f"00{secrets.randbelow(9_000_000) + 1_000_000}0001"
    return f"{start}{97 - int(start + '00') % 97:02}"
