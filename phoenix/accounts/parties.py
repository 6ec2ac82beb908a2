"""A customer as documents copy it: the organisation and the person who acts for it (clause 1b)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.kernel.facts import AddressFacts, BuyerFacts


def buyer_facts(organisation: Organisation, person: Person) -> BuyerFacts:
    """The buyer as of today; addresses and numbers are copies."""
    lines = tuple(line for line in (organisation.address_line1, organisation.address_line2) if line)
    return BuyerFacts(
        name=organisation.name,
        address=AddressFacts(
            lines, organisation.postal_code, organisation.city, organisation.country.upper()
        ),
        email=organisation.billing_email or person.email,
        contact=person.full_name,
        quality=organisation.kind,
        siren=organisation.siren,
        siret=organisation.siret,
        vat_number=organisation.vat_number,
        ice=organisation.ice,
        rc=organisation.rc,
        tax_id=organisation.tax_id,
        customer_number=organisation.reference,
    )
