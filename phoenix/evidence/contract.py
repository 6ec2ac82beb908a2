"""Documents, acceptances, orders and what was announced, as the archive keeps them (clauses 2b, 2e, 4.1f, 15b)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation
from phoenix.archive.rules import sha256_of
from phoenix.archive.sources import Source
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.legal.models import Acceptance, Document, DocumentVersion, VersionPdf
from phoenix.orders.models import Order, OrderCancellation, OrderLine, ServiceDelivery
from phoenix.partners.applying import AGREED
from phoenix.partners.evidence import in_archive
from phoenix.payments.models import DebitNotice
from phoenix.quotes.models import Quote, QuoteVersion
from phoenix.subscriptions.models import RenewalNotice, Subscription, SubscriptionEvent

DEBITOR = "pa-fr"  # who holds the SEPA creditor identifier


def seller_in(country: str) -> str:
    """The chain of a country of sale."""
    return COUNTRIES[country].seller_code


def _version(row: DocumentVersion) -> list[dict]:
    """The text itself, in the chain of each seller."""
    content = {
        "row": row.id,
        "code": row.document.code,
        "number": row.number,
        "in_force_on": row.in_force_on,
        "published_at": row.published_at,
        "sha256": row.sha256,
        "text": row.text,
    }
    subject = f"document:{row.document.code}:{row.number}"
    return [{"seller": seller, "subject": subject, "content": content} for seller in SELLERS]


def _version_pdf(row: VersionPdf) -> list[dict]:
    version = row.version
    content = {"row": row.id, "language": row.language, "content_sha256": row.content_sha256, "made_at": row.made_at}
    subject = f"document:{version.document.code}:{version.number}"
    return [{"seller": each, "subject": subject, "content": content, "files": [row.file_sha256]} for each in SELLERS]


def _acceptance(row: Acceptance) -> list[dict]:
    number, seller = _order(row.order_id) or (None, _seller_of(row.organisation_id))
    content = {
        "row": row.id,
        "document": row.version.document.code,
        "number": row.version.number,
        "sha256": row.sha256,
        "language": row.language,
        "at": row.at,
        "person": row.person_id,
        "organisation": row.organisation_id,
        "order": number,
        "agreed": row.subject,
    }
    outside = in_archive(row.organisation_id) if row.subject == AGREED else f"organisation:{row.organisation_id}"
    subject = f"order:{number}" if number else outside
    detail = {"address": row.address, "user_agent": row.user_agent}
    return [{"seller": seller, "subject": subject, "content": content, "detail": detail}]


def _order(order_id: int | None) -> tuple[str, str] | None:
    """The number and the seller of an order."""
    wanted = Order.select(Order.number, Order.seller_code).where(Order.id == order_id)
    return wanted.tuples().first() if order_id else None


def _seller_of(organisation_id: int | None) -> str:
    country = Organisation.select(Organisation.country).where(Organisation.id == organisation_id).scalar()
    return seller_in(country or "fr")


def _confirmed(row: Order) -> list[dict]:
    content = {
        "row": row.id,
        "number": row.number,
        "organisation": row.organisation_id,
        "person": row.person_id,
        "confirmed_at": row.confirmed_at,
        "currency": row.currency,
        "net": row.net,
        "vat": row.vat,
        "gross": row.gross,
        "facts_sha256": sha256_of(row.facts),
    }
    detail = {"address": row.address, "user_agent": row.user_agent}
    return [{"seller": row.seller_code, "subject": f"order:{row.number}", "content": content, "detail": detail}]


def _summary(row: Order) -> list[dict]:
    content = {"row": row.id, "number": row.number, "summary_sha256": row.summary_sha}
    return [{"seller": row.seller_code, "subject": f"order:{row.number}", "content": content, "files": [row.summary_sha]}]


def _quote_sent(row: QuoteVersion) -> list[dict]:
    """A version of a quote as it was sent; what became of it is said by its own entries (quotes/service.py)."""
    quote = row.quote
    content = {
        "row": row.id,
        "number": quote.number,
        "version": row.number,
        "sent_at": row.sent_at,
        "valid_until": row.valid_until,
        "currency": quote.currency,
        "net": row.net,
        "vat": row.vat,
        "gross": row.gross,
        "documents": row.documents,
        "facts_sha256": sha256_of(row.facts),
    }
    detail = {"by": row.by, "to": quote.email}
    return [{"seller": quote.seller_code, "subject": f"quote:{quote.number}", "content": content, "detail": detail}]


def _quote_filed(row: QuoteVersion) -> list[dict]:
    quote = row.quote
    content = {"row": row.id, "number": quote.number, "version": row.number, "pdf_sha256": row.pdf_sha}
    return [{"seller": quote.seller_code, "subject": f"quote:{quote.number}", "content": content, "files": [row.pdf_sha]}]


def _delivered(row: ServiceDelivery) -> list[dict]:
    """A service said to be delivered; who did it, and the words with it, are in the part that can be erased."""
    content = {**_what(row), "delivered_on": row.delivered_on, "at": row.recorded_at}
    return _about_order(row, content, {"by": row.delivered_by, "note": row.note, "recorded_by": row.recorded_by})


def _undelivered(row: ServiceDelivery) -> list[dict]:
    content = {**_what(row), "undone_at": row.undone_at}
    return _about_order(row, content, {"by": row.undone_by, "why": row.undone_why})


def _cancelled(row: OrderCancellation) -> list[dict]:
    """The order ends by a document of its own; its row says what was agreed, as before (clauses 4.1f, 5d)."""
    order = row.order
    content = {"row": row.id, "order": order.number, "cause": row.cause, "quote": row.quote_number, "at": row.at}
    said = {"content": content, "detail": {"reason": row.reason, "by": row.by}}
    return [{"seller": order.seller_code, "subject": f"order:{order.number}", **said}]


def _what(row: ServiceDelivery) -> dict:
    return {"row": row.id, "line": row.order_line.position, "service": row.order_line.name}


def _about_order(row: ServiceDelivery, content: dict, detail: dict) -> list[dict]:
    order = row.order_line.order
    said = {"content": {"order": order.number, **content}, "detail": detail}
    return [{"seller": order.seller_code, "subject": f"order:{order.number}", **said}]


def _subscription_event(row: SubscriptionEvent) -> list[dict]:
    """What happened to a contract; who did it is in the part that can be erased."""
    subscription = row.subscription
    content = {"row": row.id, "subscription": subscription.number, "event": row.kind, "at": row.at}
    subject = f"subscription:{subscription.number}"
    return [{"seller": subscription.seller_code, "subject": subject, "content": content, "detail": {"detail": row.detail}}]


def _renewal_notice(row: RenewalNotice) -> list[dict]:
    subscription = row.subscription
    content = {
        "row": row.id,
        "subscription": subscription.number,
        "term": row.term_number,
        "days_before": row.days_before,
        "next_price": row.next_price,
        "currency": subscription.currency,
        "last_day": row.last_day,
        "message": row.message_key,
        "at": row.at,
    }
    return [{"seller": subscription.seller_code, "subject": f"subscription:{subscription.number}", "content": content}]


def _debit_notice(row: DebitNotice) -> list[dict]:
    content = {
        "row": row.id,
        "debit": row.subject,
        "number": row.number,
        "organisation": row.organisation_id,
        "mandate": row.mandate_id,
        "amount": row.amount,
        "currency": row.currency,
        "debit_on": row.debit_on,
        "message": row.message_key,
        "at": row.at,
    }
    return [{"seller": DEBITOR, "subject": f"debit:{row.subject}", "content": content}]


def _versions():
    return DocumentVersion.select(DocumentVersion, Document).join(Document)


def _version_pdfs():
    return VersionPdf.select(VersionPdf, DocumentVersion, Document).join(DocumentVersion).join(Document)


def _acceptances():
    return Acceptance.select(Acceptance, DocumentVersion, Document).join(DocumentVersion).join(Document)


def _events():
    return SubscriptionEvent.select(SubscriptionEvent, Subscription).join(Subscription)


def _notices():
    return RenewalNotice.select(RenewalNotice, Subscription).join(Subscription)


def _quotes_sent():
    return QuoteVersion.select(QuoteVersion, Quote).join(Quote).where(QuoteVersion.sent_at.is_null(False))


def _quotes_filed():
    """One whose file went after its time leaves an empty name (privacy/quotes.py)."""
    return _quotes_sent().where(QuoteVersion.pdf_sha.is_null(False), QuoteVersion.pdf_sha != "")


def _orders():
    return Order.select().where(Order.confirmed_at.is_null(False))


def _summed_up():
    """One that went after its time leaves an empty name (privacy/contracts.py)."""
    return Order.select().where(Order.summary_sha.is_null(False), Order.summary_sha != "")


def _deliveries():
    return ServiceDelivery.select(ServiceDelivery, OrderLine, Order).join(OrderLine).join(Order)


def _cancellations():
    return OrderCancellation.select(OrderCancellation, Order).join(Order)


def _undone():
    return _deliveries().where(ServiceDelivery.undone_at.is_null(False))


SOURCES = (
    Source("document.published", _versions, _version, "published_at"),
    Source("document.pdf", _version_pdfs, _version_pdf, "made_at"),
    Source("order.confirmed", _orders, _confirmed, "confirmed_at"),
    Source("document.accepted", _acceptances, _acceptance, "at"),
    Source("order.summary", _summed_up, _summary, "confirmed_at"),
    Source("quote.sent", _quotes_sent, _quote_sent, "sent_at"),
    Source("quote.filed", _quotes_filed, _quote_filed, "sent_at"),
    Source("order.cancelled", _cancellations, _cancelled, "at"),
    Source("service.delivered", _deliveries, _delivered, "recorded_at"),
    Source("service.undelivered", _undone, _undelivered, "undone_at"),
    Source("subscription.event", _events, _subscription_event, "at"),
    Source("notice.renewal", _notices, _renewal_notice, "at"),
    Source("notice.debit", DebitNotice.select, _debit_notice, "at"),
)
