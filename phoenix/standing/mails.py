"""The letters of this room: closures, notices, suspensions, data to confirm (templates/mails/standing)."""

from __future__ import annotations

from phoenix.accounts.mails import to_organisation
from phoenix.accounts.service import contact
from phoenix.kernel.formats import day
from phoenix.standing.models import Closure, DataConfirmation, FormalNotice, Suspension
from phoenix.standing.rules import REMEDY_DAYS


def closure_request(closure: Closure, what: str) -> None:
    """A closure was "asked" for, or the ask was "cancelled": the account's representative is told."""
    to_organisation(closure.organisation, "standing.closure_request", {"what": what}, f"{closure.id}:{what}", "compte/cloture")


def closed(closure: Closure) -> None:
    """The account is closed: why, and what is kept until when (clause 3.3a)."""
    language = contact(closure.organisation).language
    kept = [{"what": what, "until": until and day(until, language)} for what, until in closure.purges]
    context = {"source": closure.source, "cause": closure.reason, "kept": kept}
    to_organisation(closure.organisation, "standing.closed", context, str(closure.id), "contact")


def notice(row: FormalNotice) -> None:
    """The formal notice itself, sent by e-mail (clause 3.2b)."""
    context = {"reference": row.reference, "demand": row.demand, "days": REMEDY_DAYS, "channel": row.channel}
    context |= {"post_number": row.post_number}
    to_organisation(row.organisation, "standing.notice", context, row.reference, "contact")


def suspension(row: Suspension, what: str) -> None:
    """The account is "suspended", or the suspension "lifted" (clauses 3.2b, 3.2c)."""
    context = {"what": what, "cause": row.cause, "why": row.reason}
    to_organisation(row.organisation, "standing.suspension", context, f"{row.id}:{what}", "compte/factures")


def confirm_data(row: DataConfirmation) -> None:
    """The data are to be confirmed by a day (clause 3.1e)."""
    language = contact(row.organisation).language
    context = {"due_on": day(row.due_on.isoformat(), language), "partner": row.partner}
    to_organisation(row.organisation, "standing.confirm_data", context, str(row.id), "compte/profil")
