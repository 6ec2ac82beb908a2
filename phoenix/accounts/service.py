"""What other rooms ask about accounts."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.rules import email_key, username_key
from phoenix.kernel.markets import LANGUAGES, Market, market_of


def may_bind(person: Person) -> bool:
    """Whether this person speaks for the organisation: address confirmed, power declared (3.1a), account open."""
    return bool(person.organisation.closed_at is None and person.email_confirmed_at and person.power_declared_at)


def may_order(person: Person) -> bool:
    """Whether this person may order: speaks for the organisation, whose account is not suspended (3.2b, 3.2c)."""
    return may_bind(person) and person.organisation.suspended_at is None


def may_order_now(person: Person) -> bool:
    """The same as of this moment: staff may have suspended or closed the account since the page was asked for."""
    query = Person.select(Person, Organisation).join(Organisation).where(Person.id == person.id)
    now = query.first()
    return now is not None and may_order(now)


def home_market(person: Person) -> Market:
    """The person's language and the country where the organisation is established."""
    language = person.language if person.language in LANGUAGES else LANGUAGES[0]
    return market_of(language, person.organisation.country)


def person_named(typed: str) -> Person | None:
    """The person with this username or e-mail address, whatever the case; closed ones aside."""
    name = email_key(typed)
    found = Person.email_key == name if "@" in name else Person.username_key == username_key(typed)
    query = Person.select(Person, Organisation).join(Organisation)
    return query.where(found, Organisation.closed_at.is_null()).first()
