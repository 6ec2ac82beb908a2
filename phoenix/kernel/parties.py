"""How sellers and buyers are written on documents, gaps included (clause 0)."""

from babel import Locale

from phoenix.kernel.facts import AddressFacts, BuyerFacts, SellerFacts
from phoenix.kernel.formats import LOCALES, round_amount

FORMS = {"SAS": "Société par actions simplifiée (SAS)", "SARL": "SARL"}
GAPS = {
    "legal_form": "forme juridique",
    "capital": "capital",
    "siren": "SIREN",
    "siret": "SIRET",
    "vat_number": "n° de TVA",
    "registry_city": "ville du registre",
    "rc": "RC",
    "ice": "ICE",
    "tax_id": "IF",
    "tp": "taxe professionnelle",
    "cnss": "CNSS",
    "creditor_id": "ICS",
    "vat_on_debits": "régime d’exigibilité de la TVA",
}
WANTED = {
    "FR": ("legal_form", "capital", "siren", "siret", "vat_number", "registry_city"),
    "MA": ("legal_form", "capital", "rc", "registry_city", "ice", "tax_id", "tp", "cnss"),
}


def missing_of(seller: SellerFacts, *more: str) -> tuple[str, ...]:
    """Names of the facts that the law wants on a document and that nobody has given."""
    wanted = WANTED.get(seller.address.country, ()) + more
    return tuple(name for name in wanted if getattr(seller, name) is None)


def address_lines(address: AddressFacts, language: str = "fr") -> list[str]:
    """The lines of an address, its country last."""
    town = f"{address.postcode} {address.city}".strip()
    country = Locale.parse(LOCALES[language]).territories.get(address.country, address.country)
    return [line for line in (*address.lines, town, country) if line]


def spaced(digits: str, *sizes: int) -> str:
    """Digits in groups of the given sizes, the last size repeated."""
    groups, start = [], 0
    while start < len(digits):
        size = sizes[min(len(groups), len(sizes) - 1)]
        groups.append(digits[start : start + size])
        start += size
    return "\u00a0".join(groups)


def known(seller: SellerFacts, name: str, written: str | None = None):
    """A fact of the seller as text, or the gap where it is missing."""
    value = getattr(seller, name)
    if value is None:
        return {"gap": f"{GAPS[name]} à compléter"}
    return written if written is not None else str(value)


def seller_block(seller: SellerFacts, language: str = "fr") -> dict:
    """The seller as a party of a document."""
    return {
        "name": seller.name,
        "lines": address_lines(seller.address, language),
        "identifiers": [[seller.phone, ""], [seller.email, ""]],
    }


def buyer_block(buyer: BuyerFacts, language: str = "fr") -> dict:
    """The buyer as a party: contact, address and registration numbers."""
    lines = [buyer.contact] if buyer.contact else []
    rows = [
        ["SIREN", buyer.siren and spaced(buyer.siren, 3)],
        ["SIRET", buyer.siret and spaced(buyer.siret, 3, 3, 3, 5)],
        ["TVA" if language == "fr" else "VAT", buyer.vat_number],
        ["ICE", buyer.ice],
        ["RC", buyer.rc],
        ["IF", buyer.tax_id],
    ]
    return {
        "name": buyer.name,
        "lines": lines + address_lines(buyer.address, language),
        "identifiers": [row for row in rows if row[1]],
    }


def footer_rows(seller: SellerFacts) -> list[list]:
    """The legal lines of a seller at the foot of each page, in French as registered."""
    return [_company_row(seller), _registry_row(seller), _address_row(seller)]


def _company_row(seller: SellerFacts) -> list:
    form = FORMS.get(seller.legal_form or "", seller.legal_form)
    capital = None
    if seller.capital is not None:
        capital = f"capital de {round_amount(seller.capital, seller.capital_currency)}"
    return [seller.name, known(seller, "legal_form", form), known(seller, "capital", capital)]


def _registry_row(seller: SellerFacts) -> list:
    if seller.is_moroccan:
        return _moroccan_row(seller)
    siren = spaced(seller.siren or "", 3)
    registry = f"RCS {seller.registry_city} {siren}"
    siret = seller.siret and f"SIRET {spaced(seller.siret, 3, 3, 3, 5)}"
    vat = f"TVA {seller.vat_number}"
    return [
        known(seller, "registry_city", registry),
        known(seller, "siret", siret),
        known(seller, "vat_number", vat),
    ]


def _moroccan_row(seller: SellerFacts) -> list:
    rest = [_labelled(seller, name, word) for name, word in _MOROCCAN]
    if seller.registry_city and seller.rc:
        return [f"RC {seller.registry_city} {seller.rc}", *rest]
    return [_labelled(seller, "rc", "RC"), known(seller, "registry_city"), *rest]


_MOROCCAN = (("ice", "ICE"), ("tax_id", "IF"), ("tp", "TP"), ("cnss", "CNSS"))


def _labelled(seller: SellerFacts, name: str, word: str):
    return known(seller, name, f"{word} {getattr(seller, name)}")


def _address_row(seller: SellerFacts) -> list:
    return [", ".join(address_lines(seller.address)), seller.phone, seller.email]
