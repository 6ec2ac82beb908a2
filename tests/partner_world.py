"""Partners for tests: applications, admissions, rates, without going through pages."""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Person
from phoenix.accounts.session import Visit
from phoenix.catalogue.models import Family
from phoenix.partners import applying, rating
from phoenix.partners.models import Partnership

VISIT = Visit("192.0.2.7", "Navigateur")
WORDS = {"activity": "Intégrateur", "customers": "PME", "website": "https://demo.example", "message": "Bonjour."}


def asked(person: Person):
    return applying.apply(person.organisation, person, **WORDS)


def agreed() -> list[int]:
    return [version.id for version in applying.agreement()]


def partner(person: Person, level: str = "standard") -> Partnership:
    """This person's organisation as a partner, from today."""
    application = asked(person)
    applying.approve(application, level)
    row = applying.accept(application, person, agreed(), "fr", VISIT)
    person.organisation.partner_since = row.since
    return row


def rate(points: int | None, on: date, level: str = "standard", organisation=None, family: Family | None = None):
    scope = rating.Scope(organisation=organisation) if organisation else rating.Scope(level=level)
    return rating.set_rate(scope, family, points, on)
