"""Mails of this room: renewals to come, ends, changes of seats, force majeure, what closure leaves due."""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Organisation, Person
from phoenix.kernel.formats import amount, day
from phoenix.kernel.money import Money
from phoenix.messages.service import send
from phoenix.payments.mails import contact
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import ForceMajeure, RemainingDue, RenewalNotice


def renewal(case: Case, notice: RenewalNotice, next_price: Money | None) -> None:
    """Owe the notice before a term's end: today's price, the next, the last day to stop, how (clause 15b)."""
    language = case.language
    owe(
        case,
        "subscriptions.renewal",
        {
            "term_end": day(case.row.term_end.isoformat(), language),
            "price": amount(case.term.unit_price, case.row.currency, language),
            "next_price": next_price and amount(next_price.minor, next_price.currency, language),
            "changed": next_price is None or next_price != case.unit,
            "last_day": day(notice.last_day.isoformat(), language),
            "seats": sum(lot.quantity for lot in case.lots),
            "reduction": case.row.reduction,
            "non_professional": case.organisation.kind == "non_professional",
        },
        notice.message_key,
    )


def ended(case: Case, on: date, reason: str) -> None:
    """Owe the word that a subscription has ended, and that nothing more is billed."""
    context = {"on": day(on.isoformat(), case.language), "reason": reason}
    owe(case, "subscriptions.ended", context, f"subscriptions.ended:{case.row.number}")


def changed(case: Case, what: str, context: dict, key: str) -> None:
    """Owe the written trace of what a customer did: "stop", "renew", "added", "reduced", "reduction", "kept"."""
    owe(case, "subscriptions.changed", {"what": what, **context}, f"subscriptions.changed:{key}")


def end_link(case: Case, person: Person, to: str, token: str | None, key: str) -> None:
    """Owe the way to end a contract: a signed link (L215-1-1), or for professionals the way through My Account."""
    send(
        kind="subscriptions.end_link",
        to=to,
        language=person.language,
        country=case.row.country,
        context={
            "name": person.full_name,
            "product": case.plan.product.name(person.language),
            "number": case.row.number,
            "token": token,
        },
        key=key,
        organisation_id=case.row.organisation_id,
    )


def owe(case: Case, kind: str, context: dict, key: str) -> None:
    """A mail on one subscription to its organisation's representative."""
    send(
        kind=kind,
        to=case.person.email,
        language=case.language,
        country=case.row.country,
        context={
            "name": case.person.full_name,
            "product": case.name,
            "number": case.row.number,
            "unit": case.row.unit,
            "commitment": case.row.commitment,
            "billing": case.row.billing,
            **context,
        },
        key=key,
        organisation_id=case.row.organisation_id,
    )


def force_majeure(case: Case, declared: ForceMajeure, what: str) -> None:
    """Owe the word that a service is "declared" impossible, or "lifted" (clause 13c)."""
    context = {
        "what": what,
        "reason": declared.reason,
        "since": day(declared.declared_on.isoformat(), case.language),
        "until": day(declared.lifted_on.isoformat(), case.language) if declared.lifted_on else "",
    }
    owe(case, "subscriptions.force_majeure", context, f"subscriptions.force_majeure:{case.row.number}:{declared.id}:{what}")


def closure(organisation: Organisation, dues: list[RemainingDue]) -> None:
    """Owe the list of what a closure leaves due, amount by amount (clause 3.3b)."""
    person = contact(organisation)
    rows = [
        [due.subscription.name, day(due.due_on.isoformat(), person.language), amount(due.gross, due.currency, person.language)]
        for due in dues
    ]
    send(
        kind="subscriptions.closure",
        to=person.email,
        language=person.language,
        country=organisation.country,
        context={"name": person.full_name, "rows": rows},
        key=f"subscriptions.closure:{organisation.id}",
        organisation_id=organisation.id,
    )
