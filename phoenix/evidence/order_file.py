"""All that the archive and the shop hold of one order, gathered: entries of the chain and pieces (clause 4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from phoenix.archive.models import ArchiveEntry
from phoenix.archive.service import entries_about
from phoenix.archive.sources import pieces, source_of
from phoenix.catalogue.models import Plan, Price
from phoenix.evidence import prices
from phoenix.evidence.contract import DEBITOR
from phoenix.files.models import StoredFile
from phoenix.files.rules import ORDER, QUOTE
from phoenix.invoices.models import Invoice, InvoiceLine
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.legal.models import Acceptance, Document, DocumentVersion, VersionPdf
from phoenix.messages.models import Message
from phoenix.orders.models import Order, OrderLine
from phoenix.payments.models import Attempt, Collection, DebitNotice, Mandate, Payment
from phoenix.quotes.models import Quote, QuoteVersion
from phoenix.subscriptions.models import RenewalNotice, Subscription


class Held(NamedTuple):
    """The rows that belong to one order, directly or through its subscriptions."""

    order: Order
    subscriptions: list[Subscription]
    invoices: list[Invoice]
    payments: list[Payment]
    mandates: list[Mandate]
    versions: list[DocumentVersion]
    pdfs: list[VersionPdf]
    notices: list[DebitNotice]
    mails: list[Message]
    papers: list[StoredFile]
    quotes: list[QuoteVersion]
    prices: list[Price]


def gather(order: Order) -> Held:
    """Every row of an order that is the customer's own, in a number of queries that does not grow."""
    subscriptions = list(Subscription.select().join(OrderLine).where(OrderLine.order == order))
    invoices = _invoices(order, subscriptions)
    payments = list(Payment.select().where((Payment.order == order) | (Payment.invoice << invoices)))
    mandates = list(
        Mandate.select().distinct().join(Attempt, on=(Attempt.method == Mandate.method)).where(Attempt.payment << payments)
    )
    versions = list(
        DocumentVersion.select(DocumentVersion, Document).distinct().join(Document).switch(DocumentVersion)
        .join(Acceptance).where((Acceptance.order_id == order.id) | _agreed(subscriptions))
    )  # fmt: skip
    pdfs = list(VersionPdf.select().where(VersionPdf.version << versions).order_by(VersionPdf.id))
    notices = _debit_notices(order, subscriptions)
    quotes = _quotes(order)
    mails = list(_mails(order, subscriptions, invoices, payments, mandates, notices, quotes))
    numbers = {row.quote.number for row in quotes}
    theirs = (StoredFile.kind == ORDER) & (StoredFile.number == order.number)
    theirs |= (StoredFile.kind == QUOTE) & (StoredFile.number << list(numbers))
    papers = list(StoredFile.select().where(theirs).order_by(StoredFile.id))
    held = (order, subscriptions, invoices, payments, mandates, versions, pdfs, notices, mails, papers, quotes)
    return Held(*held, prices=_prices(order))


def _prices(order: Order) -> list[Price]:
    """The catalogue's prices on the day of the order, one for each plan in it (clause 5b)."""
    if order.confirmed_at is None:
        return []
    day = clock.local_day(order.confirmed_at, COUNTRIES[order.country].timezone)
    plans = OrderLine.select(OrderLine.plan).where(OrderLine.order == order)
    mine = Price.select(Price, Plan).join(Plan).where(Price.plan << plans, Price.country == order.country, Price.valid_from <= day)
    return list({row.plan_id: row for row in mine.order_by(Price.valid_from)}.values())


def _quotes(order: Order) -> list[QuoteVersion]:
    """The quote that the order accepts, and those that supplement it, in each version that was sent (4.1d, 5d)."""
    mine = (Quote.number == (order.quote_number or "")) | (Quote.about_order == order)
    sent = QuoteVersion.select(QuoteVersion, Quote).join(Quote).where(mine, QuoteVersion.sent_at.is_null(False))
    return list(sent.order_by(QuoteVersion.id))


def _agreed(subscriptions: list[Subscription]):
    """Acceptances given later, with seats added: their subject begins with the subscription's number."""
    found = Acceptance.id << []
    for row in subscriptions:
        found |= Acceptance.subject.startswith(f"{row.number}:")
    return found


def _invoices(order: Order, subscriptions: list[Subscription]) -> list[Invoice]:
    """Invoices of the order and of the due dates of its subscriptions, and the credit notes on them."""
    lines = InvoiceLine.select(InvoiceLine.invoice).where(InvoiceLine.subscription_id << [row.id for row in subscriptions])
    first = Invoice.select(Invoice.id).where((Invoice.order == order) | (Invoice.id << lines))
    query = Invoice.select().where((Invoice.id << first) | (Invoice.corrects << first))
    return list(query.where(Invoice.organisation == order.organisation_id).order_by(Invoice.id))


def _debit_notices(order: Order, subscriptions: list[Subscription]) -> list[DebitNotice]:
    numbers = {row.number for row in subscriptions}
    mine = DebitNotice.select().where(DebitNotice.organisation == order.organisation_id).order_by(DebitNotice.id)
    return [row for row in mine if row.subject.split(":")[0] in numbers]


def _mails(order, subscriptions, invoices, payments, mandates, notices, quotes) -> Iterator[Message]:
    """The mails that left about any of these, known by what their keys name."""
    exact = {f"invoices.issued:{row.id}" for row in invoices}
    exact |= {f"payments.debit:{row.id}" for row in payments} | {f"payments.mandate:{row.id}" for row in mandates}
    exact |= {row.message_key for row in notices} | {f"subscriptions.ended:{row.number}" for row in subscriptions}
    renewals = RenewalNotice.select(RenewalNotice.message_key).where(RenewalNotice.subscription << subscriptions)
    exact |= {key for (key,) in renewals.tuples()}
    collections = Collection.select(Collection.id).where(Collection.invoice << invoices)
    begun = [f"payments.{kind}:{row.id}:" for row in collections for kind in ("refused", "no_means", "disputed")]
    begun += [f"subscriptions.{kind}:{row.number}:" for row in subscriptions for kind in ("changed", "force_majeure")]
    begun += [f"order.{kind}:{order.id}:" for kind in ("confirmed", "delivered", "undelivered", "cancelled")]
    ids = {row.quote_id for row in quotes}
    begun += [f"quote:{each}:{step}" for each in ids for step in ("received", "sent:", "entry:", "ends:")]
    prefixes = tuple(begun)
    mine = Message.select().where(Message.organisation_id == order.organisation_id, Message.sent_at.is_null(False))
    for row in mine.order_by(Message.id):
        if row.raw_sha256 and (row.key in exact or row.key.startswith(prefixes)):
            yield row


def entries_of(held: Held) -> list[ArchiveEntry]:
    """The entries about these rows in the order's chain."""
    subjects = [f"order:{held.order.number}"]
    subjects += [f"document:{row.document.code}:{row.number}" for row in held.versions]
    subjects += [f"quote:{row.quote.number}" for row in held.quotes]
    subjects += [f"invoice:{row.number}" for row in held.invoices]
    subjects += [f"payment:{row.reference}" for row in held.payments]
    subjects += [f"subscription:{row.number}" for row in held.subscriptions]
    subjects += [f"message:{row.id}" for row in held.mails]
    subjects += [f"file:{row.id}" for row in held.papers]
    if held.order.seller_code == DEBITOR:
        subjects += [f"mandate:{row.reference}" for row in held.mandates]
        subjects += [f"debit:{row.subject}" for row in held.notices]
    subjects += [prices.subject_of(row.plan) for row in held.prices]
    in_force = {piece.content for row in held.prices for piece in pieces(source_of(prices.SET), row)}
    found = entries_about(held.order.seller_code, list(dict.fromkeys(subjects)))
    return [entry for entry in found if entry.kind not in (prices.SET, prices.DROPPED) or entry.content in in_force]
