"""Mails of this room: a payment refused while nobody looked, a mandate given, a debit announced."""

from __future__ import annotations

from datetime import date, timedelta

from phoenix.accounts.models import Organisation, Person
from phoenix.invoices.facts import InvoiceFacts
from phoenix.invoices.links import pay_token
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.formats import amount, day
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.messages.service import send
from phoenix.orders.models import CANCELLED
from phoenix.payments import collection_rules as plan
from phoenix.payments import ledger
from phoenix.payments.models import Attempt, Collection, DebitNotice, Mandate, Payment, PaymentMethod

LOOKING = timedelta(minutes=2)  # for so long the customer still has the answer before their eyes


def failed(payment: Payment, attempt: Attempt) -> None:
    """Owe the news of a refusal that came later, with a link to pay; the page told the others."""
    at_once = clock.now() - attempt.submitted_at < LOOKING and not attempt.off_session
    if payment.order is None or payment.order.state == CANCELLED or (at_once and attempt.kind == "card"):
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
    """Owe a copy of the mandate: reference, creditor, debtor, account, date, place, text (clause 6.1c)."""
    creditor, debtor = SELLERS["pa-fr"], mandate.organisation
    who = {"creditor_name": creditor.name, "creditor_address": creditor.address.on_one_line(), "debtor": debtor.name, "holder": mandate.method.holder}
    context = {**_of_mandate(mandate), **who, "place": debtor.city, "text": mandate.text}
    where = (mandate.language, "fr")
    _owe("payments.mandate", person, where, context, f"payments.mandate:{mandate.id}")


def debit_announced(payment: Payment) -> None:
    """Owe our own notice of a debit: amount, date, mandate, creditor, last four (payments.md)."""
    order = payment.order
    if payment.method is None or payment.method.mandate is None:
        return
    if order is None and payment.last_attempt().off_session:
        return  # announced fourteen days before: see `debit_notice`
    attempt = payment.last_attempt()
    first = not payment.attempts.where(Attempt.number < attempt.number, Attempt.kind == "sepa").exists()
    today = clock.local_day(payment.confirmed_at if first else clock.now(), COUNTRIES["fr"].timezone)
    context = {
        **_of_mandate(payment.method.mandate),
        "number": order.number if order else payment.invoice.number,
        "invoice": order is None,
        "amount": amount(payment.amount, payment.currency, payment.language),
        "day": day(today.isoformat(), payment.language),
    }
    person = order.person if order else contact(payment.organisation)
    where = (payment.language, "fr")
    _owe("payments.debit", person, where, context, f"payments.debit:{payment.id}" + ("" if first else f":{attempt.number}"))


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
        **_sum_and_day(notice, person.language),
        "again": notice.number > 1,
        "before": _before(notice, person.language),
        "parts": _parts(notice, person.language),
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


def _sum_and_day(notice: DebitNotice, language: str) -> dict:
    return {
        "amount": amount(notice.amount, notice.currency, language),
        "day": day(notice.debit_on.isoformat(), language),
    }


def _before(notice: DebitNotice, language: str) -> dict | None:
    """What was announced before, and does not hold any more."""
    same = DebitNotice.select().where(DebitNotice.subject == notice.subject)
    before = same.where(DebitNotice.number == notice.number - 1).first()
    return _sum_and_day(before, language) if before else None


def _parts(notice: DebitNotice, language: str) -> list[str]:
    """The debits that the bank will see, where the sum is over the limit of one."""
    parts = plan.parts(notice.amount, "sepa")
    return [amount(each, notice.currency, language) for each in parts] if len(parts) > 1 else []


def collection_refused(row: Collection, attempt: Attempt, today: date) -> None:
    """Owe the news of a refusal while the customer was away: why, when it is tried again, a link to pay.

    Parts of one sum that are refused on the same day are told once.
    """
    context = {
        "kind": attempt.kind,
        "code": attempt.error_code,
        "decline_code": attempt.decline_code,
        "again_on": _again_on(row),
        "same_means": plan.charges_again(row.refusal, same_means=True),
    }
    _of_collection("payments.refused", row, context, f"payments.refused:{row.id}:{today}")


def no_means(row: Collection) -> None:
    """Owe the news that nothing can pay a due date: no card, no mandate."""
    _of_collection("payments.no_means", row, {"again_on": _again_on(row)}, f"payments.no_means:{row.id}:{row.refusals}")


def authentication_asked(row: Collection, asked: Attempt, waited: int) -> None:
    """Owe a link under which the customer confirms the payment with the bank; after `waited` days as a reminder."""
    since = clock.local_day(asked.submitted_at, COUNTRIES[row.country].timezone)
    until = since + timedelta(days=plan.GIVEN_UP_AFTER)
    context = {"reminder": waited > 0, "until": day(until.isoformat(), language_of(row.invoice))}
    _of_collection("payments.authenticate", row, context, f"payments.authenticate:{asked.key}:{waited}")


def disputed(row: Collection) -> None:
    """Owe the news that the bank took a debit back: the sum is owed again."""
    _of_collection("payments.disputed", row, {}, f"payments.disputed:{row.id}:{row.refusals}")


def _again_on(row: Collection) -> str:
    """The day of the next try, in words; empty when there is none."""
    return day(row.try_on.isoformat(), language_of(row.invoice)) if row.try_on else ""


def _of_collection(kind: str, row: Collection, context: dict, key: str) -> None:
    """A mail on what an invoice still owes, to whom it was issued, with a link that needs no signing in."""
    invoice = row.invoice
    facts, sums = InvoiceFacts.from_json(invoice.facts), ledger.account(invoice)
    send(
        kind=kind,
        to=facts.buyer.email,
        language=facts.language,
        country=row.country,
        context={
            "name": facts.buyer.contact or facts.buyer.name,
            "number": invoice.number,
            "issued_on": day(facts.issued_on, facts.language),
            "label": _label(facts),
            "amount": amount(sums.to_charge, sums.currency, facts.language),
            "token": pay_token(invoice),
            **context,
        },
        key=key,
        organisation_id=invoice.organisation_id,
    )


def _label(facts: InvoiceFacts) -> str:
    """What an invoice is for, in a few names."""
    names = list(dict.fromkeys(line.description for line in facts.lines))
    return ", ".join(names[:3]) + ("…" if names[3:] else "")


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
