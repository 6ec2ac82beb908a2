"""How pages and mails write what identifies a seller (clause 0); documents have their own way (kernel/parties.py)."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from phoenix.kernel.formats import round_amount
from phoenix.kernel.parties import spaced
from phoenix.kernel.sellers import Seller


def capital(seller: Seller) -> str | None:
    """Its capital in its own currency; None while nobody gave it."""
    return round_amount(seller.capital_minor, seller.currency, get_locale().language) if seller.capital_minor else None


def registration(seller: Seller) -> list[str]:
    """Capital, registers and tax numbers, as far as they are known, each a line."""
    held = capital(seller)
    town = f"{seller.rc_city} " if seller.rc_city else ""
    known = (
        held and _("Capital de %(amount)s", amount=held),
        seller.siren and f"RCS {seller.rcs_city} {spaced(seller.siren, 3)}",
        seller.vat_number and f"{_('TVA')} {seller.vat_number}",
        seller.rc and f"RC {town}{seller.rc}",
        seller.ice and f"ICE {seller.ice}",
        seller.tax_id and f"IF {seller.tax_id}",
        seller.tp and f"TP {seller.tp}",
    )
    return [each for each in known if each]


def as_data(seller: Seller, url: str, logo: str) -> dict:
    """The seller as machines read it: schema.org."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Phoenix Alliance",
        "legalName": " ".join(filter(None, (seller.name, seller.legal_form))),
        "url": url,
        "logo": logo,
        "email": seller.email,
        "telephone": seller.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(seller.address.lines),
            "postalCode": seller.address.postal_code,
            "addressLocality": seller.address.city,
            "addressCountry": seller.country.upper(),
        },
        "identifier": [_identifier(name, value) for name, value in _numbers(seller) if value],
    }
    return data | ({"vatID": seller.vat_number} if seller.vat_number else {})


def _numbers(seller: Seller) -> tuple:
    return ("SIREN", seller.siren), ("RC", seller.rc), ("ICE", seller.ice), ("TP", seller.tp)


def _identifier(name: str, value: str) -> dict:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}
