"""Two demo customers, named as such; their password is printed when the demo shop starts."""

from __future__ import annotations


from phoenix.accounts import identifiers, passwords, preferences
from phoenix.accounts.models import Person
from phoenix.accounts.session import Visit
from phoenix.accounts.signing_up import open_account
from phoenix.config import settings
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.values import frozen

PASSWORD = "Phenix-Demo-2026"


@frozen
class DemoSignIn:
    """What a newcomer types to sign in."""

    username: str
    password: str
    organisation: str


LYON = {
    "organisation": {
        "name": "Société de démonstration de Lyon",
        "legal_type": "company",
        "kind": "professional",
        "country": "fr",
        "siren": "123456782",
        "siret": "12345678200002",
        "address_line1": "1 place de la Démonstration",
        "address_line2": "",
        "postal_code": "69002",
        "city": "Lyon",
        "vat_territory": "fr-metropole",
        "phone": "+33478000000",
    },
    "person": {
        "username": "lyon",
        "email": "lyon@demo.example",
        "first_name": "Camille",
        "last_name": "Exemple",
        "job_title": "Directrice financière",
        "phone": "+33478000000",
        "language": "fr",
    },
}
CASABLANCA = {
    "organisation": {
        "name": "Société de démonstration de Casablanca",
        "legal_type": "company",
        "kind": "professional",
        "country": "ma",
        "ice": "001234567000062",
        "rc": "123456",
        "tax_id": "12345678",
        "address_line1": "1 boulevard de la Démonstration",
        "address_line2": "",
        "postal_code": "20000",
        "city": "Casablanca",
        "vat_territory": "ma",
        "phone": "+212522000000",
    },
    "person": {
        "username": "casablanca",
        "email": "casablanca@demo.example",
        "first_name": "Yasmine",
        "last_name": "Exemple",
        "job_title": "Responsable des achats",
        "phone": "+212522000000",
        "language": "fr",
    },
}


def load() -> list[DemoSignIn]:
    """Open the demo accounts that are not there yet, never in production; how to sign in."""
    if settings().production:
        return []
    for form in (LYON, CASABLANCA):
        _open(form)
    return [
        DemoSignIn(form["person"]["username"], PASSWORD, form["organisation"]["name"])
        for form in (LYON, CASABLANCA)
    ]


def _open(form: dict) -> None:
    if Person.select().where(Person.username_key == form["person"]["username"]).exists():
        return
    organisation = dict(form["organisation"])
    if organisation.get("siren"):
        organisation["vat_number"] = identifiers.vat_number_of(organisation["siren"])
    whole = {**form, "organisation": organisation, "password_hash": passwords.hash_of(PASSWORD)}
    with transaction():
        person = open_account(whole, clock.now())
        wanted = dict.fromkeys(("email", "sms", "phone", "partners"), False)
        preferences.choose(person, wanted, "demo", Visit("", ""))
