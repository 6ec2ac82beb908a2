"""The letters of this room: closures, notices, suspensions, data to confirm (templates/mails/standing)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.service import home_market
from phoenix.config import settings
from phoenix.kernel.formats import day
from phoenix.messages.service import send
from phoenix.payments.mails import contact
from phoenix.standing.models import Closure, DataConfirmation, FormalNotice, Suspension
from phoenix.standing.rules import REMEDY_DAYS


def closure_request(closure: Closure, what: str) -> None:
    """A closure was "asked" for, or the ask was "cancelled": the account's representative is told."""
    _to(closure.organisation, "closure_request", {"what": what}, f"{closure.id}:{what}", "compte/cloture")


def closed(closure: Closure) -> None:
    """The account is closed: why, and what is kept until when (clause 3.3a)."""
    language = contact(closure.organisation).language
    kept = [{"what": what, "until": until and day(until, language)} for what, until in closure.purges]
    context = {"source": closure.source, "cause": closure.reason, "kept": kept}
    _to(closure.organisation, "closed", context, str(closure.id), "contact")


def notice(row: FormalNotice) -> None:
    """The formal notice itself, sent by e-mail (clause 3.2b)."""
    context = {"reference": row.reference, "demand": row.demand, "days": REMEDY_DAYS, "channel": row.channel}
    context |= {"post_number": row.post_number}
    _to(row.organisation, "notice", context, row.reference, "contact")


def suspension(row: Suspension, what: str) -> None:
    """The account is "suspended", or the suspension "lifted" (clauses 3.2b, 3.2c)."""
    context = {"what": what, "cause": row.cause, "why": row.reason}
    _to(row.organisation, "suspension", context, f"{row.id}:{what}", "compte/factures")


def confirm_data(row: DataConfirmation) -> None:
    """The data are to be confirmed by a day (clause 3.1e)."""
    language = contact(row.organisation).language
    context = {"due_on": day(row.due_on.isoformat(), language), "partner": row.partner}
    _to(row.organisation, "confirm_data", context, str(row.id), "compte/profil")


def _to(organisation: Organisation, kind: str, context: dict, key: str, page: str) -> None:
    person: Person = contact(organisation)
    market = home_market(person)
    send(
        f"standing.{kind}",
        to=person.email,
        language=market.language,
        country=organisation.country,
        context={
            "name": person.full_name,
            "organisation": organisation.name,
            "url": f"{settings().base_url}/{market.prefix}/{page}",
            **context,
        },
        key=f"standing.{kind}:{key}",
        organisation_id=organisation.id,
    )
