"""Personas who open accounts and sign in."""

from __future__ import annotations

import re

from tests import builders
from tests.filled import Shown, see

from phoenix.accounts.models import Person
from phoenix.accounts.passwords import hash_of

PASSWORD = "lampe-orage-citron-42"
OTHER_PASSWORD = "fauteuil bruyant moutarde"

CLAIRE = {
    "organisation_name": "Atelier Démo Lyon",
    "legal_type": "company",
    "siren": "552 100 554",
    "address_line1": "1 place Bellecour",
    "postal_code": "69002",
    "city": "Lyon",
    "first_name": "Claire",
    "last_name": "Fontaine",
    "job_title": "Gérante",
    "phone": "04 72 00 00 00",
    "power_to_bind": "y",
    "email": "Claire@Atelier-Demo.example",
    "username": "Claire.Fontaine",
    "password": PASSWORD,
}
YOUSSEF = {
    "organisation_name": "Atelier Démo Casablanca",
    "legal_type": "company",
    "ice": "001561191000066",
    "rc": "123456",
    "address_line1": "1 boulevard d’Anfa",
    "postal_code": "20000",
    "city": "Casablanca",
    "first_name": "Youssef",
    "last_name": "Alami",
    "phone": "0661 23 45 67",
    "power_to_bind": "y",
    "email": "youssef@atelier-demo.example",
    "username": "youssef",
    "password": PASSWORD,
}


def customer(organisation=None, **changes) -> Person:
    """A person with an account, whose password is PASSWORD."""
    return builders.representative(
        organisation or builders.lyon(), **{"password_hash": hash_of(PASSWORD), **changes}
    )


def sign_in(client, person: Person, password: str = PASSWORD, market: str = "fr-fr") -> Shown:
    """Sign in through the form."""
    page = see(client, f"/{market}/connexion")
    return page.submit("/connexion", name=person.username, password=password)


def link_in(mail) -> str:
    """The path of the first link of ours in a mail."""
    address = re.search(r"http://localhost(/\S+)", mail.context["url"])
    return address[1]
