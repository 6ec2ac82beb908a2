"""The worker's part: the order summary as PDF, then the confirmation mail with everything attached."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.legal import service as legal
from phoenix.orders import mails, service
from phoenix.orders.documents import order_summary_pdf
from phoenix.orders.facts import OrderFacts
from phoenix.orders.models import Order
from phoenix.orders.snapshots import schedule_row
from phoenix.outbox.service import NotYet

KEPT_PREPARED = timedelta(days=30)


def documents(payload: dict) -> None:
    """Outbox handler "order.documents": the summary once, then the mail when all PDFs are there (2d)."""
    order = Order.get_by_id(payload["order"])
    if order.summary_sha is None:
        facts = with_payment(order)
        pdf = order_summary_pdf(facts, datetime.fromisoformat(facts.ordered_at))
        service.keep_summary(order.id, files.put(pdf))
        order = Order.get_by_id(order.id)
    mails.confirmation(order, attachments_of(order))


def with_payment(order: Order) -> OrderFacts:
    """The order's facts with the means that paid it."""
    facts = service.facts_of(order)
    payment = service.payment_of(order)
    if payment is None:
        return facts
    later = service.summary_of(order).later  # counted from the payment, as its subscriptions are
    method = payment.method
    brand = method.brand.title() if method and method.brand else ""
    hint = f"{brand} •••• {method.last4}".strip() if method else ""
    schedule = tuple(schedule_row(row) for row in later)
    return replace(facts, payment_means=payment.method_kind, payment_hint=hint, schedule=schedule)


def attachments_of(order: Order) -> list[dict]:
    """Summary, invoice and every document accepted; NotYet while one is being made."""
    found = [(order.summary_sha, f"{order.number}.pdf")]
    invoices = service.invoices_of(order)
    if not invoices:
        raise NotYet(f"invoice of {order.number}")
    found += [(invoice.pdf_sha, f"{invoice.number}.pdf") for invoice in invoices[:1]]
    for row in legal.acceptances_of_order(order.id):
        version = row.version
        name = f"{version.document.code}-{version.number}.pdf"
        found.append((legal.pdf_sha(version, order.language), name))
    missing = [name for sha256, name in found if sha256 is None]
    if missing:
        raise NotYet(", ".join(missing))
    return [{"sha256": sha256, "filename": name} for sha256, name in found]


def give_up_old() -> None:
    """Orders prepared long ago and never confirmed are abandoned."""
    service.abandon_before(clock.now() - KEPT_PREPARED)


HANDLERS = {"order.documents": documents}
EVERY_MINUTE = [give_up_old]
