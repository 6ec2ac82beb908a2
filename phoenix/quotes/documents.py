"""A quote as a PDF: lines with their discounts, what is paid at once and later, until when it holds (4.1d, 5c)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from phoenix.gateways.pdf import compile_pdf
from phoenix.kernel.formats import amount, day
from phoenix.kernel.parties import buyer_block, seller_block
from phoenix.orders.documents import check_sums, document_row, frame_of, line_row, schedule_cells, vat_rows
from phoenix.orders.labels import CURRENCY_NAMES
from phoenix.orders.labels import LABELS as ORDER_LABELS
from phoenix.quotes.facts import QuoteFacts
from phoenix.quotes.labels import LABELS, STATEMENTS


def quote_pdf(facts: QuoteFacts, timestamp: datetime) -> bytes:
    """A version of a quote in its customer's language; same input, same bytes. InconsistentOrder."""
    check_sums(facts)
    return compile_pdf("quote", quote_data(facts), timestamp)


def quote_data(facts: QuoteFacts) -> dict:
    """What the template shows, all of it text."""
    language, labels = facts.language, labels_of(facts.language)
    return {
        "document": _frame(facts),
        "number": facts.number,
        "labels": labels,
        "demo": labels["demo"] if facts.demo else None,
        "seller": seller_block(facts.seller, language),
        "buyer": buyer_block(facts.buyer, language),
        "facts": _strip(facts),
        "message": [line for line in facts.message.splitlines() if line.strip()],
        "has_discounts": any(line.discount for line in facts.lines),
        "lines": [line_row(line, language) for line in facts.lines],
        "vat": vat_rows(facts),
        "totals": _totals(facts),
        "currency": labels["currency"].format(currency=CURRENCY_NAMES[language][facts.currency]),
        "schedule": [schedule_cells(row, language) for row in facts.schedule],
        "statements": _statements(facts),
        "documents": [document_row(item, language) for item in facts.documents],
    }


def labels_of(language: str) -> dict[str, str]:
    """An order's words, and those that a quote says otherwise."""
    return {**ORDER_LABELS[language], **LABELS[language]}


def _sent_on(facts: QuoteFacts) -> str:
    """The legal day on which it was sent, in the seller's zone."""
    instant = datetime.fromisoformat(facts.sent_at)
    return instant.astimezone(ZoneInfo(facts.timezone)).date().isoformat()


def _frame(facts: QuoteFacts) -> dict:
    return frame_of(facts, labels_of(facts.language), day(_sent_on(facts), facts.language))


def _strip(facts: QuoteFacts) -> list:
    language, labels = facts.language, labels_of(facts.language)
    rows = [
        ("sent_on", day(_sent_on(facts), language)),
        ("valid_until", day(facts.valid_until, language)),
        ("version", str(facts.version)),
        ("about", facts.about),
        ("customer_number", facts.buyer.customer_number),
    ]
    return [[labels[key], value] for key, value in rows if value]


def _totals(facts: QuoteFacts) -> list:
    labels = labels_of(facts.language)
    rows = [("total_net", facts.net, "plain"), ("total_tax", facts.tax, "plain"), ("today", facts.gross, "final")]
    return [[labels[key], amount(value, facts.currency, facts.language), weight] for key, value, weight in rows]


def _statements(facts: QuoteFacts) -> list[str]:
    """Until when, how it is accepted, and what accepting it means (clauses 4.1d, 4.1e, 4.2)."""
    words = STATEMENTS[facts.language]
    keys = ["validity", "acceptance", "performance", "withdrawal"]
    if facts.about:
        keys.append("supplementary")
    if any(line.is_subscription for line in facts.lines):
        keys.append("renewal")
    return [words[key].format(until=day(facts.valid_until, facts.language)) for key in keys]
