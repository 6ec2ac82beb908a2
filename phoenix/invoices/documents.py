"""Invoices and credit notes as files: facts in, bytes out (clauses 6.2a, 6.2c)."""

from datetime import datetime

from phoenix.gateways.pdf import Attachment, compile_document
from phoenix.invoices import facturx, mentions, xmp
from phoenix.invoices.checks import check_sums, names_creditor, refuse_missing_data
from phoenix.invoices.facts import InvoiceFacts, LineFacts
from phoenix.invoices.labels import CURRENCY_NAMES, label
from phoenix.invoices.words import in_words
from phoenix.kernel.formats import amount, bare_amount, day, rate, short_day
from phoenix.kernel.parties import (
    address_lines,
    buyer_block,
    footer_rows,
    known,
    seller_block,
)
from phoenix.kernel.units import quantity
from phoenix.kernel.values import frozen

XML_NAME = "factur-x.xml"


@frozen
class RenderedInvoice:
    """The issued files: `xml` is None for the Moroccan seller; `replaced` had no glyph."""

    pdf: bytes
    xml: bytes | None
    replaced: tuple[str, ...] = ()


def invoice_pdf(facts: InvoiceFacts, timestamp: datetime) -> RenderedInvoice:
    """The document of an invoice or credit note; same facts and timestamp, same bytes.

    MissingCompanyData outside demo mode, where gaps are printed; InconsistentInvoice.
    """
    check_sums(facts)
    refuse_missing_data(facts)
    if facts.seller.is_moroccan:
        compiled = compile_document("invoice", invoice_data(facts), timestamp)
        return RenderedInvoice(compiled.pdf, None, compiled.replaced)
    xml = facturx.invoice_xml(facts)
    carried = Attachment(XML_NAME, xml, "text/xml", "Facture électronique Factur-X EN 16931")
    compiled = compile_document("invoice", invoice_data(facts), timestamp, [carried])
    return RenderedInvoice(xmp.declare(compiled.pdf), xml, compiled.replaced)


def invoice_data(facts: InvoiceFacts) -> dict:
    """What the template shows, all of it text."""
    language = facts.language
    return {
        "document": _frame(facts),
        "kind": label(facts.kind, language),
        "number": facts.number,
        "demo": _demo(facts),
        "seller": seller_block(facts.seller),
        "buyer": buyer_block(facts.buyer),
        "delivery": address_lines(facts.delivery) if facts.delivery else None,
        "facts": _strip(facts),
        "has_discounts": any(line.discount for line in facts.lines),
        "lines": [_line(line, facts) for line in facts.lines],
        "vat": _vat_rows(facts),
        "totals": _totals(facts),
        "currency": f"Montants en {CURRENCY_NAMES[facts.currency]}.",
        "words": _words(facts),
        "payment": mentions.payment_sentences(facts),
        "payment_rows": _payment_rows(facts),
        "mentions": mentions.legal_mentions(facts),
        "labels": {key: label(key, language) for key in _USED},
    }


_USED = (
    "seller", "buyer", "delivery", "description", "quantity", "unit_price", "discount",
    "vat_rate", "net", "vat_base", "vat_tax", "vat_row", "payment", "mentions", "vat_summary",
)  # fmt: skip


def _frame(facts: InvoiceFacts) -> dict:
    """What base.typ wants of every document."""
    word = "Avoir" if facts.is_credit_note else "Facture"
    return {
        "title": f"{word} {facts.number} – {facts.seller.name}",
        "description": f"{word} {facts.number} du {day(facts.issued_on)}",
        "keywords": [word.lower(), facts.number],
        "issuer": facts.seller.name,
        "language": "fr",
        "running_title": f"{word} n° {facts.number} du {day(facts.issued_on)}",
        "reference": f"{word} n° {facts.number}",
        "page_word": "Page",
        "footer": footer_rows(facts.seller),
    }


def _demo(facts: InvoiceFacts) -> str | None:
    if not facts.demo:
        return None
    return "Document de démonstration\u00a0: paiement simulé, sans valeur comptable."


def _strip(facts: InvoiceFacts) -> list:
    """The facts under the addresses, those that are known."""
    language = facts.language
    corrected = facts.corrects
    rows = [
        ("issued_on", day(facts.issued_on)),
        ("corrects", corrected and f"{corrected.number} du {day(corrected.issued_on)}"),
        ("due_on", None if facts.is_credit_note else day(facts.due_on)),
        ("supplied_on", facts.supplied_on and day(facts.supplied_on)),
        ("period", _period(facts.period_start, facts.period_end)),
        ("order", _order(facts)),
        ("buyer_reference", facts.buyer_reference),
        ("customer_number", facts.buyer.customer_number),
    ]
    return [[label(key, language), value] for key, value in rows if value]


def _order(facts: InvoiceFacts) -> str:
    if not facts.order_number:
        return ""
    on = f" du {short_day(facts.ordered_on)}" if facts.ordered_on else ""
    return f"{facts.order_number}{on}"


def _period(start: str | None, end: str | None) -> str:
    if not start or not end:
        return ""
    return f"{short_day(start)}\u00a0– {short_day(end)}"


def _line(line: LineFacts, facts: InvoiceFacts) -> dict:
    named = [f"Réf. {line.reference}" if line.reference else "", line.detail]
    details = [" · ".join(filter(None, named))] if any(named) else []
    if period := _period(line.period_start, line.period_end):
        details.append(f"Période\u00a0: {period}")
    if line.discount and line.discount_reason:
        details.append(f"Remise\u00a0: {line.discount_reason}")
    return {
        "description": line.description,
        "details": details,
        "quantity": quantity(line.quantity, line.unit),
        "unit_price": bare_amount(line.unit_price),
        "discount": f"−\u00a0{bare_amount(line.discount)}" if line.discount else "",
        "vat_rate": rate(line.vat_rate),
        "net": bare_amount(line.net),
    }


def _vat_rows(facts: InvoiceFacts) -> list:
    return [
        {
            "rate": rate(row.rate),
            "reason": mentions.vat_reason(row),
            "base": bare_amount(row.base),
            "tax": bare_amount(row.tax),
        }
        for row in facts.vat
    ]


def _totals(facts: InvoiceFacts) -> list:
    """Rows of [label, amount, weight]."""
    rows = [
        ("total_net", facts.net, "plain"),
        ("total_tax", facts.tax, "plain"),
        ("total_gross", facts.gross, "strong"),
    ]
    if facts.payment.paid:
        rows.append(("refunded" if facts.is_credit_note else "paid", -facts.payment.paid, "plain"))
    if facts.payment.withheld:
        rows.append(("withheld", -facts.payment.withheld, "plain"))
    rows.append(("to_refund" if facts.is_credit_note else "due", facts.to_pay, "final"))
    return [
        [label(key, facts.language), amount(value, facts.currency).replace("-", "−"), weight]
        for key, value, weight in rows
    ]


def _words(facts: InvoiceFacts) -> str | None:
    """The closing sentence of a Moroccan document."""
    if not facts.seller.is_moroccan:
        return None
    opening = "Arrêté le présent avoir" if facts.is_credit_note else "Arrêtée la présente facture"
    return f"{opening} à la somme de {in_words(facts.gross, facts.currency)} TTC."


def _payment_rows(facts: InvoiceFacts) -> list:
    """Numbers beside the payment sentences."""
    rows = []
    if names_creditor(facts):
        rows.append(["Identifiant créancier SEPA (ICS)", known(facts.seller, "creditor_id")])
    if facts.payment.mandate and names_creditor(facts):
        rows.append(["Référence unique du mandat (RUM)", facts.payment.mandate.reference])
    if facts.corrects and facts.corrects.reason:
        rows.append(["Motif de l’avoir", facts.corrects.reason])
    return rows
