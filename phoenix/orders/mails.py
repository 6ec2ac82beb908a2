"""The acknowledgement of an order, without delay and with everything attached (clauses 2d, 4.1e)."""

from __future__ import annotations

from phoenix.database import transaction
from phoenix.kernel.formats import amount, day, rate
from phoenix.kernel.schedule import Later
from phoenix.messages.service import send
from phoenix.orders import service
from phoenix.orders.models import Order
from phoenix.orders.rules import OrderedLine, Summary


def confirmation(order: Order, attachments: list[dict]) -> None:
    """Owe the confirmation mail, to the person and to the billing address; once each."""
    facts = service.facts_of(order)
    addresses = dict.fromkeys((facts.acceptance.email or order.person.email, facts.buyer.email))
    context = confirmation_context(order)
    context["attached"] = [item["filename"] for item in attachments]
    with transaction():
        for place, address in enumerate(addresses):
            send(
                kind="order.confirmed",
                to=address,
                language=order.language,
                country=order.country,
                context=context,
                key=f"order.confirmed:{order.id}:{place}",
                attachments=tuple(attachments),
                organisation_id=order.organisation_id,
            )


def confirmation_context(order: Order) -> dict:
    """What the mail's templates say, as plain JSON; amounts are written in the order's language."""
    summary = service.summary_of(order)
    language = order.language
    totals, facts = summary.totals, service.facts_of(order)
    payment = service.payment_of(order)
    return {
        "number": order.number,
        "name": facts.acceptance.person,
        "organisation": facts.buyer.name,
        "reference": order.purchase_reference,
        "day": day(summary.anchor.isoformat(), language),
        "lines": [_line(line, language) for line in summary.lines],
        "net": amount(totals.net.minor, order.currency, language),
        "vat": [[rate(row.basis_points, language), amount(row.tax.minor, order.currency, language)] for row in totals.by_rate],
        "gross": amount(totals.gross.minor, order.currency, language),
        "later": [_later(row, language) for row in summary.later],
        "renewals": _renewals(summary, language),
        "processing": payment is not None and payment.state == "processing",
        "seller_name": facts.seller.name,
    }


def _line(line: OrderedLine, language: str) -> dict:
    currency = line.unit_price.currency
    return {
        "name": line.name,
        "publisher": line.publisher,
        "unit": line.unit,
        "quantity": line.quantity,
        "commitment": line.commitment,
        "billing": line.billing,
        "unit_price": amount(line.unit_price.minor, currency, language),
        "net": amount(line.net.minor, currency, language),
        "contains": [f"{part.quantity} × {part.name}" for part in line.components],
    }


def _later(row: Later, language: str) -> dict:
    return {
        "label": row.label,
        "rhythm": row.rhythm,
        "first": day(row.first.isoformat(), language),
        "last": day(row.last.isoformat(), language) if row.last else None,
        "times": row.times,
        "gross": amount(row.gross.minor, row.gross.currency, language),
        "net": amount(row.net.minor, row.net.currency, language),
    }


def _renewals(summary: Summary, language: str) -> list[list[str]]:
    return [[name, day(end.isoformat(), language)] for name, end in summary.renewals]
