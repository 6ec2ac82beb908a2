"""The letters of this room: the application and its answer, the beginning and the end (templates/mails/partners)."""

from __future__ import annotations

from phoenix.accounts.mails import to_organisation
from phoenix.accounts.models import Organisation
from phoenix.accounts.service import contact
from phoenix.kernel.formats import day
from phoenix.partners.models import PartnerApplication, Partnership


def asked(application: PartnerApplication) -> None:
    """The application has arrived."""
    _to(application.organisation, "asked", {}, str(application.id))


def approved(application: PartnerApplication) -> None:
    """It is approved: the agreement waits to be accepted (article 2.1)."""
    _to(application.organisation, "approved", {}, str(application.id))


def refused(application: PartnerApplication, reason: str) -> None:
    """It is refused, with the reason (article 2.1)."""
    _to(application.organisation, "refused", {"reason": reason}, str(application.id))


def welcome(row: Partnership) -> None:
    """The agreement is accepted: since when, and where the prices are."""
    _of(row, "welcome", {"since": row.since})


def notice_given(row: Partnership) -> None:
    """Notice was given, by the partner or by us: the day of the end, and what it changes (article 8.1)."""
    _of(row, "notice_given", {"ends_on": row.ends_on}, {"source": row.end_source, "reason": row.end_reason})


def ends_soon(row: Partnership) -> None:
    """The end comes: a reminder before the day."""
    _of(row, "ends_soon", {"ends_on": row.ends_on})


def ended(row: Partnership) -> None:
    """It has ended: the catalogue's prices hold again for new orders and renewals (articles 8.1, 8.2)."""
    more = {"source": row.end_source, "reason": row.end_reason, "notice": row.end_notice}
    _of(row, "ended", {"ends_on": row.ends_on}, more)


def _of(row: Partnership, kind: str, days: dict, more: dict | None = None) -> None:
    language = contact(row.organisation).language
    context = {name: day(value.isoformat(), language) for name, value in days.items()}
    _to(row.organisation, kind, {**context, **(more or {})}, str(row.id))


def _to(organisation: Organisation, kind: str, context: dict, key: str) -> None:
    to_organisation(organisation, f"partners.{kind}", context, key, "compte/partenaire")
