"""The two sellers and the host: the facts of clause 0, written once, shown everywhere.

A fact that the law wants and that we do not have yet is None: `missing_facts` lists them.
"""

from __future__ import annotations

from dataclasses import field, replace

from phoenix.kernel.facts import AddressFacts, SellerFacts
from phoenix.kernel.values import frozen


@frozen
class Address:
    """A postal address, line by line."""

    lines: tuple[str, ...]
    postal_code: str
    city: str
    country: str

    def on_one_line(self) -> str:
        """The address as one sentence part."""
        return ", ".join((*self.lines, f"{self.postal_code} {self.city}", self.country))


@frozen
class Seller:
    """A company that sells in one country (clause 0)."""

    code: str
    name: str
    country: str
    address: Address
    legal_form: str | None = None
    capital_minor: int | None = None
    currency: str = "EUR"
    siren: str | None = None
    siret: str | None = None
    rcs_city: str | None = None
    vat_number: str | None = None
    rc: str | None = None
    rc_city: str | None = None
    ice: str | None = None
    tp: str | None = None
    tax_id: str | None = None
    cnss: str | None = None
    cndp_receipt: str | None = None  # of the data commission, law 09-08; no invoice prints it
    sepa_creditor_identifier: str | None = None
    vat_on_debits: bool | None = None
    email: str = "contact@taotp.store"
    phone: str = "+33 1 70 81 03 65"
    wanted: tuple[str, ...] = field(default=())

    def missing_facts(self) -> tuple[str, ...]:
        """Names of the facts that the law wants and that nobody has entered yet."""
        return tuple(name for name in self.wanted if getattr(self, name) is None)

    def as_facts(self) -> SellerFacts:
        """This seller as documents copy it, as of today."""
        address = self.address
        return SellerFacts(
            code=self.code,
            name=self.name,
            address=AddressFacts(address.lines, address.postal_code, address.city, self.country.upper()),
            email=self.email,
            phone=self.phone,
            legal_form=self.legal_form,
            capital=self.capital_minor,
            capital_currency=self.currency,
            siren=self.siren,
            siret=self.siret,
            vat_number=self.vat_number,
            registry_city=self.rcs_city or self.rc_city,
            rc=self.rc,
            ice=self.ice,
            tax_id=self.tax_id,
            tp=self.tp,
            cnss=self.cnss,
            creditor_id=self.sepa_creditor_identifier,
            vat_on_debits=self.vat_on_debits,
        )


SELLERS = {
    "pa-fr": Seller(
        code="pa-fr",
        name="PHOENIX ALLIANCE",
        country="fr",
        legal_form="SAS",
        capital_minor=800_000,
        siren="891953267",
        rcs_city="Nanterre",
        vat_number="FR62891953267",
        address=Address(("31 rue Stendhal",), "92230", "Gennevilliers", "France"),
        wanted=("siret", "sepa_creditor_identifier", "vat_on_debits"),
    ),
    "pa-ma": Seller(
        code="pa-ma",
        name="P-A Distri MECEE",
        country="ma",
        currency="MAD",
        rc="609779",
        ice="003408820000019",
        tp="34209337",
        address=Address(
            ("46 bd Zerktouni, 2e étage, apt 6", "c/o Stor Conseil"),
            "20000",
            "Casablanca",
            "Maroc",
        ),
        wanted=("tax_id", "cnss", "legal_form", "capital_minor", "rc_city", "cndp_receipt"),
    ),
}


class NotMissing(ValueError):
    """This fact is not one that the seller lacks: it stands in the code, or does not exist."""


def complete(code: str, facts: dict) -> None:
    """Enter facts that a seller lacks, at the start of the process (settings PHOENIX_SELLER_…)."""
    seller = SELLERS[code]
    for name in facts:
        if name not in seller.wanted:
            raise NotMissing(f"{code}: {name}")
    SELLERS[code] = replace(seller, **facts)


@frozen
class Contacts:
    """Addresses to write to, and the people and companies that the legal notice names."""

    director_of_publication: str = "Aurélien Prévot"
    support: str = "support@taotp.tech"
    data_protection: str = "rgpd@taotp.tech"
    host_name: str = "Gandi SAS"
    host_address: str = "63-65 boulevard Masséna, 75013 Paris, France"
    host_phone: str | None = None
    protected_names: tuple[str, ...] = (
        "L’Alliance du Phénix",
        "The Alliance of the Phoenix",
        "taotp.tech",
    )


CONTACTS = Contacts()
