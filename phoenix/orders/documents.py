"""The order summary as a PDF: what was ordered, accepted and paid (clauses 2d, 2e, 5c)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from phoenix.gateways.pdf import compile_pdf
from phoenix.kernel.formats import amount, bare_amount, day, moment, rate, short_day
from phoenix.kernel.parties import address_lines, buyer_block, footer_rows, seller_block
from phoenix.kernel.units import quantity
from phoenix.orders.facts import AcceptedDocumentFacts, OrderFacts, OrderLineFacts, ScheduleRow
from phoenix.orders.labels import (
    BILLINGS,
    COMMITMENTS,
    CURRENCY_NAMES,
    LABELS,
    MEANS,
    QUALITIES,
    REPEATS,
    RHYTHMS,
    STATEMENTS,
)


class InconsistentOrder(ValueError):
    """Lines, VAT rows and totals of an order do not add up."""


def order_summary_pdf(facts: OrderFacts, timestamp: datetime) -> bytes:
    """The summary of an order in its customer's language; same input, same bytes."""
    check_sums(facts)
    return compile_pdf("order", order_data(facts), timestamp)


def check_sums(facts: OrderFacts) -> None:
    """Refuse facts that do not add up, to the minor unit."""
    for line in facts.lines:
        if line.net != line.quantity * line.unit_price - line.discount:
            raise InconsistentOrder(facts.number)
    net = sum(line.net for line in facts.lines)
    base, tax = sum(row.base for row in facts.vat), sum(row.tax for row in facts.vat)
    if (net, base, tax, net + tax) != (facts.net, facts.net, facts.tax, facts.gross):
        raise InconsistentOrder(facts.number)


def order_data(facts: OrderFacts) -> dict:
    """What the template shows, all of it text."""
    language = facts.language
    labels = LABELS[language]
    return {
        "document": _frame(facts),
        "number": facts.number,
        "labels": labels,
        "demo": labels["demo"] if facts.demo else None,
        "seller": seller_block(facts.seller, language),
        "buyer": buyer_block(facts.buyer, language),
        "delivery": address_lines(facts.delivery, language) if facts.delivery else None,
        "facts": _strip(facts),
        "has_discounts": any(line.discount for line in facts.lines),
        "lines": [line_row(line, language) for line in facts.lines],
        "vat": vat_rows(facts),
        "totals": _totals(facts),
        "currency": labels["currency"].format(currency=CURRENCY_NAMES[language][facts.currency]),
        "schedule": [schedule_cells(row, language) for row in facts.schedule],
        "statements": _statements(facts),
        "documents": [document_row(item, language) for item in facts.documents],
        "evidence": _evidence(facts),
    }


def _day_of(facts: OrderFacts) -> str:
    """The legal day of the order, in the market's zone."""
    instant = datetime.fromisoformat(facts.ordered_at)
    return instant.astimezone(ZoneInfo(facts.timezone)).date().isoformat()


def _frame(facts: OrderFacts) -> dict:
    return frame_of(facts, LABELS[facts.language], day(_day_of(facts), facts.language))


def frame_of(facts, labels: dict, on_day: str) -> dict:
    """What stands around each page of a document with a number: `facts` of an order or of a quote, the day in words."""
    running = labels["running"].format(number=facts.number, day=on_day)
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


def _strip(facts: OrderFacts) -> list:
    language, labels = facts.language, LABELS[facts.language]
    means = MEANS[language][facts.payment_means]
    rows = [
        ("ordered_at", day(_day_of(facts), language)),
        ("payment_means", f"{means} {facts.payment_hint}".strip()),
        ("quality", QUALITIES[language].get(facts.buyer.quality)),
        ("buyer_reference", facts.buyer_reference),
        ("quote", facts.quote),
        ("customer_number", facts.buyer.customer_number),
    ]
    return [[labels[key], value] for key, value in rows if value]


def line_row(line: OrderLineFacts, language: str) -> dict:
    """A line as the table shows it."""
    return {
        "description": line.description,
        "details": _details(line, language),
        "quantity": quantity(line.quantity, line.unit, language),
        "unit_price": bare_amount(line.unit_price, language),
        "discount": f"−\u00a0{bare_amount(line.discount, language)}" if line.discount else "",
        "vat_rate": rate(line.vat_rate, language),
        "net": bare_amount(line.net, language),
        "rhythm": _rhythm(line, language),
    }


def _rhythm(line: OrderLineFacts, language: str) -> str:
    """How often the amount of a line is paid; nothing for what is bought once."""
    if not line.is_subscription:
        return ""
    words = RHYTHMS[language]
    return words.get(line.billing) or words.get(line.commitment, "")


def _details(line: OrderLineFacts, language: str) -> list[str]:
    labels = LABELS[language]
    named = [f"{labels['reference']} {line.reference}" if line.reference else "", line.detail]
    details = [" · ".join(filter(None, named))] if any(named) else []
    if line.is_subscription:
        commitment = COMMITMENTS[language][line.commitment]
        details.append(f"{commitment}, {BILLINGS[language][line.billing]}")
    if line.discount and line.discount_reason:
        colon = "\u00a0: " if language == "fr" else ": "
        details.append(f"{labels['off']}{colon}{line.discount_reason}")
    return details


def vat_rows(facts: OrderFacts) -> list[dict]:
    """VAT by rate; quotes have the same facts."""
    return [
        {
            "rate": rate(row.rate, facts.language),
            "reason": row.reason,
            "base": bare_amount(row.base, facts.language),
            "tax": bare_amount(row.tax, facts.language),
        }
        for row in facts.vat
    ]


def _totals(facts: OrderFacts) -> list:
    labels = LABELS[facts.language]
    rows = [
        ("total_net", facts.net, "plain"),
        ("total_tax", facts.tax, "plain"),
        ("today", facts.gross, "final"),
    ]
    return [
        [labels[key], amount(value, facts.currency, facts.language), weight]
        for key, value, weight in rows
    ]


def schedule_cells(row: ScheduleRow, language: str) -> dict:
    """An amount to come, its day and rhythm in words."""
    return {
        "when": _when(row, language),
        "label": row.label,
        "net": bare_amount(row.net, language),
        "tax": bare_amount(row.tax, language),
        "gross": bare_amount(row.gross, language),
    }


def _when(row: ScheduleRow, language: str) -> list[str]:
    """The day, or the rhythm and its end."""
    words = REPEATS[language]
    if row.rhythm == "once" or (row.times == 1 and not row.open_ended):
        return [short_day(row.due_on, language)]
    lines = [words[row.rhythm].format(first=short_day(row.due_on, language))]
    if row.open_ended:
        lines.append(words["open_ended"])
    elif row.last_due_on:
        last = short_day(row.last_due_on, language)
        lines.append(words["until"].format(times=row.times, last=last))
    return lines


def _statements(facts: OrderFacts) -> list[str]:
    """Performance at once (clause 4.1e), no withdrawal (4.2), and what else was said."""
    words = STATEMENTS[facts.language]
    keys = ["performance", "withdrawal", "quoted" if facts.quote else "prices"]
    if any(line.is_subscription for line in facts.lines):
        keys.append("renewal")
    return [words[key] for key in [*keys, "change"]]


def document_row(item: AcceptedDocumentFacts, language: str) -> dict:
    """A contractual document with its version, day and digest."""
    return {
        "title": item.title,
        "version": item.version,
        "dated": day(item.dated, language),
        "sha256": item.sha256,
    }


def _evidence(facts: OrderFacts) -> list:
    """Who, when, from where (clause 2e)."""
    proof, labels = facts.acceptance, LABELS[facts.language]
    person = f"{proof.person} ({proof.email})" if proof.email else proof.person
    when = moment(proof.accepted_at, proof.timezone, facts.language)
    rows = [
        ("person", f"{person}, {facts.buyer.name}"),
        ("accepted_at", when),
        ("ip_address", proof.ip_address),
        ("user_agent", proof.user_agent),
    ]
    return [[labels[key], value] for key, value in rows if value]
