"""Mails of this room: a payment refused while nobody looked, a mandate given, a debit announced."""

from __future__ import annotations

from datetime import timedelta

from phoenix.accounts.models import Person
from phoenix.kernel import clock
from phoenix.kernel.formats import amount, day
from phoenix.kernel.markets import COUNTRIES
from phoenix.messages.service import send
from phoenix.payments.models import Attempt, Mandate, Payment, PaymentMethod

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
    if order is None or payment.method is None or payment.method.mandate is None:
        return
    today = clock.local_day(payment.confirmed_at, COUNTRIES["fr"].timezone)
    context = {
        **_of_mandate(payment.method.mandate),
        "number": order.number,
        "amount": amount(payment.amount, payment.currency, payment.language),
        "day": day(today.isoformat(), payment.language),
    }
    where = (payment.language, order.country)
    _owe("payments.debit", order.person, where, context, f"payments.debit:{payment.id}")


def card_expiring(method: PaymentMethod, person: Person) -> None:
    """Owe a word on a card that expires next month, so that another takes its place."""
    expiry = f"{method.exp_month:02d}/{method.exp_year}"
    context = {"last4": method.last4, "expiry": expiry}
    where = (person.language, person.organisation.country)
    _owe("payments.expiring", person, where, context, f"payments.expiring:{method.id}:{expiry}")


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
