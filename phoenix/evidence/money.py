"""Invoices, payments and mandates, as the archive keeps them (clauses 6.1c, 6.2a)."""

from __future__ import annotations

from phoenix.archive.rules import sha256_of
from phoenix.archive.sources import Source
from phoenix.evidence.contract import DEBITOR
from phoenix.invoices.models import Invoice
from phoenix.kernel.sellers import SELLERS
from phoenix.payments.models import Attempt, Mandate, Payment, PaymentEvent, Withholding

SELLER_BY_CURRENCY = {seller.currency: code for code, seller in SELLERS.items()}


def _issued(row: Invoice) -> list[dict]:
    """An invoice or credit note: its sums, and the hash of all that it prints."""
    content = {
        "row": row.id,
        "number": row.number,
        "kind": row.kind,
        "organisation": row.organisation_id,
        "order": row.order_id,
        "corrects": row.corrects_id,
        "issued_on": row.issued_on,
        "due_on": row.due_on,
        "currency": row.currency,
        "net": row.net,
        "vat": row.vat,
        "gross": row.gross,
        "facts_sha256": sha256_of(row.facts),
    }
    return [{"seller": row.seller_code, "subject": f"invoice:{row.number}", "content": content}]


def _filed(row: Invoice) -> list[dict]:
    content = {"row": row.id, "number": row.number, "pdf_sha256": row.pdf_sha, "xml_sha256": row.xml_sha}
    kept = [sha256 for sha256 in (row.pdf_sha, row.xml_sha) if sha256]
    return [{"seller": row.seller_code, "subject": f"invoice:{row.number}", "content": content, "files": kept}]


def _event(row: PaymentEvent) -> list[dict]:
    payment = row.payment
    content = {
        "row": row.id,
        "payment": payment.reference,
        "amount": _amount_then(row),
        "currency": payment.currency,
        "organisation": payment.organisation_id,
        "attempt": row.attempt_id,
        "refund": row.refund_id,
        "source": row.source,
        "before": row.before,
        "after": row.after,
        "detail": row.detail,
        "at": row.at,
    }
    return [{"seller": SELLER_BY_CURRENCY[payment.currency], "subject": f"payment:{payment.reference}", "content": content}]


def _amount_then(row: PaymentEvent) -> int:
    """The sum that was being got: a payment refused once is taken up again for what is owed by then."""
    if row.attempt_id is not None:
        return row.attempt.amount
    before = PaymentEvent.select(Attempt.amount).join(Attempt, on=(PaymentEvent.attempt == Attempt.id))
    mine = before.where(PaymentEvent.payment == row.payment_id, PaymentEvent.id < row.id)
    told = mine.order_by(PaymentEvent.id.desc()).tuples().first()
    return told[0] if told else row.payment.amount


def _given(row: Mandate) -> list[dict]:
    content = {
        "row": row.id,
        "reference": row.reference,
        "organisation": row.organisation_id,
        "person": row.person_id,
        "language": row.language,
        "signed_at": row.signed_at,
        "creditor_identifier": row.creditor_identifier,
        "text_sha256": sha256_of(row.text),
    }
    detail = {"address": row.address, "user_agent": row.user_agent}
    return [{"seller": DEBITOR, "subject": f"mandate:{row.reference}", "content": content, "detail": detail}]


def _mandate_state(row: Mandate) -> list[dict]:
    content = {"row": row.id, "reference": row.reference, "status": row.status, "ended_at": row.ended_at}
    return [{"seller": DEBITOR, "subject": f"mandate:{row.reference}", "content": content}]


def _declared(row: Withholding) -> list[dict]:
    """Tax held back at source from an invoice: on which ground, how much."""
    content = {
        "row": row.id,
        "reference": row.reference,
        "invoice": row.invoice.number,
        "organisation": row.organisation_id,
        "person": row.person_id,
        "standing": row.standing,
        "ground": row.ground,
        "base": row.base,
        "basis_points": row.basis_points,
        "amount": row.amount,
        "currency": row.currency,
        "declared_at": row.declared_at,
    }
    return [{"seller": row.invoice.seller_code, "subject": f"invoice:{row.invoice.number}", "content": content}]


def _settled(row: Withholding) -> list[dict]:
    """What became of it: its certificate, or why there is none."""
    names = ("reference", "state", "amount", "currency", "certificate_number", "certificate_on", "settled_at")
    content = {"row": row.id, **{name: getattr(row, name) for name in names}}
    said = {"subject": f"invoice:{row.invoice.number}", "content": content, "detail": {"reason": row.reason}}
    return [{"seller": row.invoice.seller_code, **said}]


def _withholdings():
    return Withholding.select(Withholding, Invoice).join(Invoice)


def _settled_withholdings():
    return _withholdings().where(Withholding.settled_at.is_null(False))


def _filed_invoices():
    return Invoice.select().where(Invoice.pdf_sha.is_null(False))


def _events():
    both = PaymentEvent.select(PaymentEvent, Payment, Attempt).join(Payment)
    return both.join_from(PaymentEvent, Attempt, "LEFT OUTER JOIN", on=(PaymentEvent.attempt == Attempt.id))


def _ended():
    return Mandate.select().where(Mandate.ended_at.is_null(False))


SOURCES = (
    Source("invoice.issued", Invoice.select, _issued, "created_at"),
    Source("invoice.filed", _filed_invoices, _filed, "created_at"),
    Source("payment.event", _events, _event, "at"),
    Source("withholding.declared", _withholdings, _declared, "declared_at"),
    Source("withholding.settled", _settled_withholdings, _settled, "settled_at"),
    Source("mandate.given", Mandate.select, _given, "signed_at"),
    Source("mandate.changed", _ended, _mandate_state, "ended_at", fixed=False),
)
