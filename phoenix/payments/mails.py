"""Mails of this room: a payment refused while nobody looked, a mandate given, a debit announced."""

from __future__ import annotations

from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from phoenix.accounts.models import Organisation, Person
from phoenix.config import settings
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.formats import amount, day
from phoenix.kernel.markets import COUNTRIES
from phoenix.messages.service import send
from phoenix.payments.models import Attempt, Collection, DebitNotice, Mandate, Payment, PaymentMethod

LOOKING = timedelta(minutes=2)  # for so long the customer still has the answer before their eyes


def failed(payment: Payment, attempt: Attempt) -> None:
    """Owe the news of a refusal that came later, with a link to pay; the page told the others."""
    at_once = clock.now() - attempt.submitted_at < LOOKING
    if payment.order is None or (at_once and attempt.kind == "card"):
        return
    order = payment.order
    _owe(
        "payments.failed",
        order.person,
        (payment.language, order.country),
        {
            "number": order.number,
            "amount": amount(payment.amount, payment.currency, payment.language),
            "kind": attempt.kind,
            "code": attempt.error_code,
            "decline_code": attempt.decline_code,
        },
        f"payments.failed:{attempt.key}",
    )


def mandate_given(mandate: Mandate, person: Person) -> None:
    """Owe a copy of the mandate: reference, date, text, account (clause 6.1c)."""
    context = {**_of_mandate(mandate), "text": mandate.text}
    where = (mandate.language, "fr")
    _owe("payments.mandate", person, where, context, f"payments.mandate:{mandate.id}")


def debit_announced(payment: Payment) -> None:
    """Owe our own notice of a debit: amount, date, mandate, creditor, last four (payments.md)."""
    order = payment.order
    if payment.method is None or payment.method.mandate is None:
        return
    if order is None and payment.last_attempt().off_session:
        return  # announced fourteen days before: see `debit_notice`
    today = clock.local_day(payment.confirmed_at, COUNTRIES["fr"].timezone)
    context = {
        **_of_mandate(payment.method.mandate),
        "number": order.number if order else payment.invoice.number,
        "invoice": order is None,
        "amount": amount(payment.amount, payment.currency, payment.language),
        "day": day(today.isoformat(), payment.language),
    }
    person = order.person if order else contact(payment.organisation)
    where = (payment.language, "fr")
    _owe("payments.debit", person, where, context, f"payments.debit:{payment.id}")


def card_expiring(method: PaymentMethod, person: Person) -> None:
    """Owe a word on a card that expires next month, so that another takes its place."""
    expiry = f"{method.exp_month:02d}/{method.exp_year}"
    context = {"last4": method.last4, "expiry": expiry}
    where = (person.language, person.organisation.country)
    _owe("payments.expiring", person, where, context, f"payments.expiring:{method.id}:{expiry}")


def debit_notice(notice: DebitNotice, label: str) -> None:
    """Owe the announcement of a debit: amount, date, mandate, creditor, last four (payments.md)."""
    organisation = notice.organisation
    person = contact(organisation)
    context = {
        **_of_mandate(notice.mandate),
        "name": person.full_name,
        "label": label,
        "amount": amount(notice.amount, notice.currency, person.language),
        "day": day(notice.debit_on.isoformat(), person.language),
        "again": notice.number > 1,
    }
    send(
        kind="payments.debit_notice",
        to=organisation.billing_email or person.email,
        language=person.language,
        country=organisation.country,
        context=context,
        key=notice.message_key,
        organisation_id=organisation.id,
    )


def collection_refused(row: Collection, attempt: Attempt) -> None:
    """Owe the news of a refusal while the customer was away: why, when it is tried again, a link to pay."""
    context = {
        "kind": attempt.kind,
        "code": attempt.error_code,
        "decline_code": attempt.decline_code,
        "again_on": row.try_on and row.try_on.isoformat(),
    }
    _of_collection("payments.refused", row, context, f"payments.refused:{attempt.key}")


def no_means(row: Collection) -> None:
    """Owe the news that nothing can pay a due date: no card, no mandate."""
    context = {"again_on": row.try_on and row.try_on.isoformat()}
    _of_collection("payments.no_means", row, context, f"payments.no_means:{row.id}:{row.refusals}")


def authentication_asked(row: Collection, reminder: int) -> None:
    """Owe a link under which the customer confirms the payment with the bank; again as a reminder."""
    key = f"payments.authenticate:{row.id}:{row.first_refused_on}:{reminder}"
    _of_collection("payments.authenticate", row, {"reminder": reminder > 0}, key)


def disputed(row: Collection) -> None:
    """Owe the news that the bank took a debit back: the sum is owed again."""
    _of_collection("payments.disputed", row, {}, f"payments.disputed:{row.id}:{row.refusals}")


def _of_collection(kind: str, row: Collection, context: dict, key: str) -> None:
    """A mail on an invoice to pay, to whom it was issued, with a link that needs no signing in."""
    invoice = row.invoice
    facts = InvoiceFacts.from_json(invoice.facts)
    send(
        kind=kind,
        to=facts.buyer.email,
        language=facts.language,
        country=row.country,
        context={
            "name": facts.buyer.contact or facts.buyer.name,
            "number": invoice.number,
            "amount": amount(invoice.gross, invoice.currency, facts.language),
            "token": pay_token(invoice),
            **context,
        },
        key=key,
        organisation_id=invoice.organisation_id,
    )


def pay_token(invoice: Invoice) -> str:
    """What a mailed link to pay carries: it opens this one invoice's payment, and nothing else."""
    return _signer().dumps(invoice.number)


def invoice_of_token(token: str) -> Invoice | None:
    """The invoice that a mailed link is about; None for a link that we did not make."""
    try:
        number = _signer().loads(token)
    except BadSignature:
        return None
    return Invoice.get_or_none(Invoice.number == number, Invoice.kind == "invoice")


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="payments.invoice")


def language_of(invoice: Invoice) -> str:
    """The language in which an invoice's customer is written to."""
    return InvoiceFacts.from_json(invoice.facts).language


def contact(organisation: Organisation) -> Person:
    """Who is written to for an organisation: its first representative."""
    return Person.select().where(Person.organisation == organisation.id).order_by(Person.id).first()


def _of_mandate(mandate: Mandate) -> dict:
    signed = clock.local_day(mandate.signed_at, COUNTRIES["fr"].timezone)
    return {
        "reference": mandate.reference,
        "signed_on": day(signed.isoformat(), mandate.language),
        "last4": mandate.method.last4,
        "creditor": mandate.creditor_identifier,
    }


def _owe(kind: str, person: Person, where: tuple[str, str], context: dict, key: str) -> None:
    language, country = where
    send(
        kind=kind,
        to=person.email,
        language=language,
        country=country,
        context={"name": person.full_name, **context},
        key=key,
        organisation_id=person.organisation_id,
    )
