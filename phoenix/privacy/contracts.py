"""What is kept of contracts, and what goes after its time: evidence, invoices, mandates (clauses 3.3a, 4.3).

Everything here is called by the retention run inside a transaction, with the ids of one batch.
"""

from __future__ import annotations

import json
from datetime import date

import peewee

from phoenix.archive.sources import note
from phoenix.contracts.models import SupplementaryQuote
from phoenix.files import service as files
from phoenix.files.rules import ORDER, WITHHOLDING
from phoenix.invoices.models import Invoice
from phoenix.legal.models import Acceptance
from phoenix.orders.models import CONFIRMED, PAID, Order, OrderCancellation, OrderLine, ServiceDelivery
from phoenix.payments.models import Mandate, Payment, PaymentMethod, Withholding
from phoenix.privacy import purging, rules
from phoenix.subscriptions.bills import UNPAID
from phoenix.subscriptions.models import Period, Subscription

EVIDENCE_MONTHS = 5 * 12
INVOICE_MONTHS = 10 * 12
PROSPECT_MONTHS = 3 * 12
MANDATE_LAPSES_MONTHS = 36
MANDATE_MONTHS = 13
DEBITOR = "pa-fr"  # whose chain holds the mandates
BINDING = (CONFIRMED, PAID)
GONE = ""  # in the place of a summary's hash


def old_evidence(day: date) -> peewee.ModelSelect:
    """Orders whose contract ended five years ago and that still say who accepted them, and from where."""
    return _ended(day).where(Order.summary_sha.is_null() | (Order.summary_sha != GONE) | (Order.address != ""))


def empty_evidence(ids: list[int], _day: date) -> int:
    """Acceptances, their traces in the order and its summary go; amounts and lines stay for the accounts."""
    rows = list(Order.select().where(Order.id << ids))
    _tell([(row.seller_code, f"order:{row.number}", [row.summary_sha]) for row in rows], "order evidence")
    files.purge(ORDER, [row.number for row in rows], "retention: order evidence")
    for row in rows:
        facts = _without_acceptance(row.facts)
        purging.empty(Order, [row.id], facts=facts, address="", user_agent="", summary_sha=GONE)
        note("order.confirmed", Order.get_by_id(row.id))  # the row as it is kept from now on
    lines = OrderLine.select(OrderLine.id).where(OrderLine.order << ids)
    wordless = {"delivered_by": "", "note": "", "undone_why": ""}
    ServiceDelivery.update(**wordless).where(ServiceDelivery.order_line << lines).execute()
    OrderCancellation.update(reason="").where(OrderCancellation.order << ids).execute()
    SupplementaryQuote.update(reason="").where(SupplementaryQuote.order << ids).execute()
    accepted = Acceptance.select(Acceptance.id).where(Acceptance.order_id << ids)
    purging.remove(Acceptance, [row.id for row in accepted])
    return len(rows)


def old_orders(day: date) -> peewee.ModelSelect:
    """Orders without evidence, invoice or payment left, their contract ended five years ago."""
    stripped = Order.select(Order.id).where(Order.summary_sha == GONE)
    if not stripped.exists():
        return stripped
    invoiced = Invoice.select(Invoice.order).where(Invoice.order.is_null(False))
    billed = (
        Subscription.select(OrderLine.order).join(OrderLine, on=(Subscription.order_line == OrderLine.id))
        .join(Period, on=(Period.subscription == Subscription.id)).where(Period.invoice.is_null(False))
    )
    paid = Payment.select(Payment.order).where(Payment.order.is_null(False))
    return _ended(day).where(
        Order.summary_sha == GONE, Order.id.not_in(invoiced), Order.id.not_in(billed), Order.id.not_in(paid)
    )


def remove_orders(ids: list[int], _day: date) -> int:
    """The order with its lines, and the subscriptions that it opened."""
    return _remove_orders(ids)


def never_bound(day: date) -> peewee.ModelSelect:
    """Orders prepared three years ago that never became binding."""
    before = rules.instant_of(rules.first_kept(day, PROSPECT_MONTHS))
    touched = Payment.select(Payment.order).where(Payment.order.is_null(False))
    return Order.select(Order.id).where(
        Order.state.not_in(BINDING), Order.confirmed_at.is_null(), Order.created_at < before, Order.id.not_in(touched)
    )


def old_invoices(day: date) -> peewee.ModelSelect:
    """Invoices and credit notes of ten years ago; an invoice stays while a younger note corrects it."""
    before = rules.first_kept(day, INVOICE_MONTHS)
    correction = Invoice.alias()
    corrected = correction.select(correction.corrects).where(
        correction.corrects.is_null(False), correction.issued_on >= before
    )
    return Invoice.select(Invoice.id).where(Invoice.issued_on < before, Invoice.id.not_in(corrected))


def remove_invoices(ids: list[int], _day: date) -> int:
    """Row, lines, events, payments, tax held back and files; the series keeps its last number, so that none is given again."""
    rows = list(
        Invoice.select(Invoice.id, Invoice.seller_code, Invoice.number, Invoice.pdf_sha, Invoice.xml_sha)
        .where((Invoice.id << ids) | (Invoice.corrects << ids))
        .order_by(Invoice.id.desc())
    )
    _tell([(row.seller_code, f"invoice:{row.number}", [row.pdf_sha, row.xml_sha]) for row in rows], "invoices")
    theirs = [row.id for row in rows]
    held_back = Withholding.select(Withholding.reference).where(Withholding.invoice << theirs)
    files.purge(WITHHOLDING, [row.reference for row in held_back], "retention: invoices")
    payments = Payment.select(Payment.id).where(Payment.invoice << theirs)
    purging.remove(Payment, [row.id for row in payments])
    return purging.remove(Invoice, theirs)


def old_mandates(day: date) -> peewee.ModelSelect:
    """Mandates that ended, or lapsed for want of a debit, thirteen months ago."""
    ended = rules.instant_of(rules.first_kept(day, MANDATE_MONTHS))
    lapsed = rules.instant_of(rules.first_kept(day, MANDATE_MONTHS + MANDATE_LAPSES_MONTHS))
    last_used = peewee.fn.COALESCE(Mandate.last_debited_at, Mandate.signed_at)
    return Mandate.select(Mandate.id).where((Mandate.ended_at < ended) | (last_used < lapsed))


def remove_mandates(ids: list[int], _day: date) -> int:
    """The mandate and the announcements of its debits; its text and its signer are forgotten."""
    rows = Mandate.select(Mandate.reference).where(Mandate.id << ids)
    _tell([(DEBITOR, f"mandate:{row.reference}", []) for row in rows], "mandates")
    return purging.remove(Mandate, ids)


def old_means(day: date) -> peewee.ModelSelect:
    """Cards and accounts removed thirteen months ago that still name their holder."""
    before = rules.instant_of(rules.first_kept(day, MANDATE_MONTHS))
    named = (PaymentMethod.holder != "") | PaymentMethod.fingerprint.is_null(False)
    return PaymentMethod.select(PaymentMethod.id).where(PaymentMethod.removed_at < before, named)


def empty_means(ids: list[int], _day: date) -> int:
    """The last figures stay with the payments; the holder does not."""
    nameless = {"holder": "", "fingerprint": None, "bank_code": None}
    return PaymentMethod.update(**nameless).where(PaymentMethod.id << ids).execute()


def _ended(day: date) -> peewee.ModelSelect:
    """Orders bound before, of which no subscription ran and no sum was owed within five years."""
    first = rules.first_kept(day, EVIDENCE_MONTHS)
    running = (
        Subscription.select(OrderLine.order)
        .join(OrderLine, on=(Subscription.order_line == OrderLine.id))
        .where(Subscription.ended_on.is_null() | (Subscription.ended_on >= first))
    )
    owed = Invoice.select(Invoice.order).where(Invoice.order.is_null(False), Invoice.state << UNPAID)
    return Order.select(Order.id).where(
        Order.confirmed_at < rules.instant_of(first), Order.id.not_in(running), Order.id.not_in(owed)
    )


def _without_acceptance(facts: str) -> str:
    known = json.loads(facts)
    if known.get("acceptance"):
        nobody = dict.fromkeys(("person", "ip_address", "user_agent", "email"), "")
        known["acceptance"] = {**known["acceptance"], **nobody}
    return json.dumps(known, ensure_ascii=False)


def _remove_orders(ids: list[int]) -> int:
    numbers = [row.number for row in Order.select(Order.number).where(Order.id << ids)]
    files.purge(ORDER, numbers, "retention: orders")
    lines = [row.id for row in OrderLine.select(OrderLine.id).where(OrderLine.order << ids)]
    opened = Subscription.select(Subscription.id).where(Subscription.order_line << lines)
    purging.remove(Subscription, [row.id for row in opened])
    return purging.remove(Order, ids)


def _tell(gone: list[tuple[str, str, list]], what: str) -> None:
    """One entry for each chain: (seller, subject, files) of all that goes."""
    for seller in sorted({seller for seller, _subject, _files in gone}):
        mine = [each for each in gone if each[0] == seller]
        shas = [sha for _seller, _subject, files in mine for sha in files]
        purging.tell_archive(seller, [subject for _seller, subject, _files in mine], shas, f"retention: {what}")
