"""The commitment certificate on paper: facts in, a PDF/A out; and its sentences, which the page shares."""

from __future__ import annotations

from datetime import datetime

from phoenix.gateways.pdf import compile_pdf
from phoenix.kernel.formats import amount, bare_amount, day, rate, short_day
from phoenix.kernel.parties import buyer_block, footer_rows, seller_block
from phoenix.kernel.units import quantity
from phoenix.orders.labels import BILLINGS, COMMITMENTS
from phoenix.subscriptions.certificate import CertificateFacts, DueFacts
from phoenix.subscriptions.certificate_labels import LABELS, STATEMENTS
from phoenix.subscriptions.rules import STOP


def certificate_pdf(facts: CertificateFacts, timestamp: datetime) -> bytes:
    """The certificate in its language; same facts and timestamp, same bytes."""
    return compile_pdf("certificate", certificate_data(facts), timestamp)


def certificate_data(facts: CertificateFacts) -> dict:
    """What the template shows, all of it text."""
    language, labels = facts.language, LABELS[facts.language]
    return {
        "document": _frame(facts),
        "number": facts.number,
        "labels": {**labels, "tax": labels["tax"].format(rate=rate(facts.vat_rate, language))},
        "demo": labels["demo"] if facts.demo else None,
        "seller": seller_block(facts.seller, language),
        "buyer": buyer_block(facts.buyer, language),
        "facts": _strip(facts),
        "description": facts.description,
        "details": _details(facts),
        "dues": [_due(row, facts) for row in facts.dues],
        "totals": [bare_amount(each, language) for each in (facts.net, facts.tax, facts.gross)],
        "unpaid": [[row.number, short_day(row.due_on, language), bare_amount(row.owed, language)] for row in facts.unpaid],
        "all": amount(facts.owed, facts.currency, language),
        "statements": statements(facts),
    }


def statements(facts: CertificateFacts) -> list[str]:
    """What the figures mean, in sentences with their article."""
    words = STATEMENTS[facts.language]
    values = {name: day(getattr(facts, name), facts.language) for name in ("last_day", "locked_until", "made_on")}
    values["seats"] = quantity(facts.reduction, facts.unit, facts.language)
    return [words[key].format(**values) for key in _said(facts)]


def _said(facts: CertificateFacts) -> list[str]:
    if facts.ended_on:
        return ["ended"]
    keys = ["price", "stop" if facts.renewal == STOP else "renew"]
    keys.append("open_ended" if facts.open_ended else "closure")
    return [*keys, *(["reduction"] if facts.reduction else []), "today"]


def _frame(facts: CertificateFacts) -> dict:
    labels = LABELS[facts.language]
    running = labels["running"].format(number=facts.number, day=day(facts.made_on, facts.language))
    return {
        "title": f"{labels['title']} {facts.number} – {facts.seller.name}",
        "description": running,
        "keywords": [labels["title"], facts.number],
        "issuer": facts.seller.name,
        "language": facts.language,
        "running_title": running,
        "reference": f"{labels['number']} {facts.number}",
        "page_word": labels["page"],
        "footer": footer_rows(facts.seller),
    }


def _strip(facts: CertificateFacts) -> list:
    language, labels = facts.language, LABELS[facts.language]
    unit_price = f"{amount(facts.unit_price, facts.currency, language)} {labels['per'][facts.billing]}"
    rows = [
        ("made_on", day(facts.made_on, language)),
        ("quantity", quantity(facts.seats, facts.unit, language) if facts.seats else ""),
        ("unit_price", unit_price),
        ("locked_until", "" if facts.ended_on else day(facts.locked_until, language)),
        ("last_day", "" if facts.ended_on else day(facts.last_day, language)),
        ("ended_on", day(facts.ended_on, language) if facts.ended_on else ""),
        ("term", _span(facts.term_start, facts.locked_until, facts)),
    ]
    return [[labels[key], value] for key, value in rows if value]


def _details(facts: CertificateFacts) -> list[str]:
    language, labels = facts.language, LABELS[facts.language]
    return [
        f"{COMMITMENTS[language][facts.commitment]}, {BILLINGS[language][facts.billing]}",
        f"{labels['reference']} {facts.reference} · {labels['order']} {facts.order_number} · "
        f"{labels['began_on']} {day(facts.began_on, language)}",
    ]


def _due(row: DueFacts, facts: CertificateFacts) -> list[str]:
    language = facts.language
    return [
        short_day(row.due_on, language),
        _span(row.period_start, row.period_end, facts),
        quantity(row.seats, facts.unit, language),
        *(bare_amount(each, language) for each in (row.net, row.tax, row.gross)),
    ]


def _span(start: str, end: str, facts: CertificateFacts) -> str:
    days = {"start": short_day(start, facts.language), "end": short_day(end, facts.language)}
    return LABELS[facts.language]["span"].format(**days)
