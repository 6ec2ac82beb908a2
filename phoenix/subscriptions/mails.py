"""Mails of this room: renewals to come, ends, changes of seats, force majeure, what closure leaves due."""

from __future__ import annotations

from collections import Counter
from datetime import date

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.service import contact
from phoenix.kernel import clock
from phoenix.kernel.formats import amount, day
from phoenix.kernel.money import Money
from phoenix.messages.service import send
from phoenix.subscriptions import rules
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import ACTIVE, ForceMajeure, RemainingDue, RenewalNotice, Subscription


def renewal(case: Case, notice: RenewalNotice, next_price: Money | None) -> None:
    """Owe the notice before a term's end: today's price, the next, the last day to stop, how (clause 15b)."""
    language = case.language
    seats = held(case)
    context = {
        "term_end": day(case.row.term_end.isoformat(), language),
        "ends_on": _last_day(case.row.term_end, language),
        "price": _money(case.unit, language),
        "total": _money(case.unit * seats, language),
        "changed": next_price is None or next_price != case.unit,
        "last_day": day(notice.last_day.isoformat(), language),
        "seats": seats,
        "reduction": case.row.reduction,
        "non_professional": case.organisation.kind == "non_professional",
        **_next(case, next_price),
    }
    owe(case, "subscriptions.renewal", context, notice.message_key)


def _next(case: Case, price: Money | None) -> dict:
    """What the renewal would cost; no price where the plan is withdrawn from sale."""
    seats = held(case) - case.row.reduction
    if price is None:
        return {"next_price": None, "next_seats": seats, "next_total": None}
    return {
        "next_price": _money(price, case.language),
        "next_seats": seats,
        "next_total": _money(price * seats, case.language),
    }


def ended(case: Case, on: date, reason: str) -> None:
    """Owe the word that a subscription has ended, and that nothing more is billed."""
    context = {"on": _last_day(on, case.language), "reason": reason}
    owe(case, "subscriptions.ended", context, f"subscriptions.ended:{case.row.number}")


def changed(case: Case, what: str, context: dict, key: str) -> None:
    """Owe the written trace of what a customer did: "stop", "renew", "added", "reduced", "reduction", "kept"."""
    row, language = case.row, case.language
    last_day = rules.last_day_to_choose(row.commitment, row.term_end)
    context = {
        "what": what,
        "day": day(clock.today(row.timezone).isoformat(), language),
        "held": held(case),
        "term_end": day(row.term_end.isoformat(), language),
        "ends_on": _last_day(row.term_end, language),
        "last_day": day(last_day.isoformat(), language),
        "price": _money(case.unit, language),
        "seats": 0,
        "amount": "",
        **context,
    }
    owe(case, "subscriptions.changed", context, f"subscriptions.changed:{key}")


def held(case: Case) -> int:
    """The seats that a subscription has."""
    return sum(lot.quantity for lot in case.lots)


def _last_day(end: date, language: str) -> str:
    """The last day of service before `end`, in the words that pages use."""
    return day((end - rules.DAY).isoformat(), language)


def _money(value: Money, language: str) -> str:
    return amount(value.minor, value.currency, language)


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
    language = case.language
    letter_from = declared.declared_on + rules.FORCE_MAJEURE_LASTS + rules.DAY
    context = {
        "what": what,
        "reason": (language == "en" and declared.reason_en) or declared.reason,
        "since": day(declared.declared_on.isoformat(), language),
        "until": day(declared.lifted_on.isoformat(), language) if declared.lifted_on else "",
        "letter_from": day(letter_from.isoformat(), language),
    }
    owe(case, "subscriptions.force_majeure", context, f"subscriptions.force_majeure:{case.row.number}:{declared.id}:{what}")


def closure(organisation: Organisation, dues: list[RemainingDue]) -> None:
    """Owe the list of what a closure leaves due, amount by amount, and of what goes on (clause 3.3b)."""
    person = contact(organisation)
    send(
        kind="subscriptions.closure",
        to=person.email,
        language=person.language,
        country=organisation.country,
        context={
            "name": person.full_name,
            "organisation": organisation.name,
            "rows": [_due(due, person.language) for due in dues],
            "totals": _totals(dues, person.language),
            "open_ended": [[row.name, row.number] for row in _open_ended(organisation)],
        },
        key=f"subscriptions.closure:{organisation.id}",
        organisation_id=organisation.id,
    )


def _due(due: RemainingDue, language: str) -> dict:
    return {
        "product": due.subscription.name,
        "number": due.subscription.number,
        "day": day(due.due_on.isoformat(), language),
        "amount": amount(due.gross, due.currency, language),
    }


def _totals(dues: list[RemainingDue], language: str) -> list[str]:
    """Their sum; in each currency, for an organisation may have moved."""
    sums: Counter = Counter()
    for due in dues:
        sums[due.currency] += due.gross
    return [amount(minor, currency, language) for currency, minor in sums.items()]


def _open_ended(organisation: Organisation) -> list[Subscription]:
    running = (Subscription.organisation == organisation.id) & (Subscription.state == ACTIVE)
    return list(Subscription.select().where(running, Subscription.commitment == "none").order_by(Subscription.id))
