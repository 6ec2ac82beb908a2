"""A partnership ends: with the notice of the agreement, or at once after a breach (article 8, clause 3.2b).

What runs goes on at its price (clause 15b); from the day of the end the catalogue's prices hold again.
"""

from __future__ import annotations

from datetime import date

from phoenix.accounts.models import Organisation, Person
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.partners import mails, rules, service
from phoenix.partners.admitting import changed
from phoenix.partners.evidence import keep, subject_of
from phoenix.partners.models import (
    BY_BREACH,
    BY_CLOSURE,
    BY_NOTICE,
    BY_OPERATOR,
    BY_PARTNER,
    WITHDRAWN,
    PartnerApplication,
    Partnership,
)
from phoenix.team import audit

AT_ONCE = 200


def give_up(partnership: Partnership, person: Person, reason: str = "") -> Partnership:
    """The partner gives notice, with the agreement's three months; NotPartner when an end is set (article 8.1)."""
    with transaction():
        organisation = partnership.organisation
        row = _under_notice(partnership, BY_PARTNER, reason, person.full_name)
        content = {"partnership": row.id, "ends_on": row.ends_on.isoformat(), "person": person.id}
        keep("notice_given", organisation, content, {"reason": reason})
        mails.notice_given(row)
        return row


def give_notice(partnership: Partnership, reason: str) -> Partnership:
    """We give notice, with the same three months; NotPartner when an end is set (article 8.1)."""
    with transaction():
        organisation = partnership.organisation
        act = audit.record("partner_notice", subject_of(organisation), after={"reason": reason})
        row = _under_notice(partnership, BY_NOTICE, reason, act.by)
        keep("notice_given", organisation, {"partnership": row.id, "ends_on": row.ends_on.isoformat()}, {"reason": reason, "by": act.by})
        mails.notice_given(row)
        return row


def end_for_breach(organisation: Organisation, reference: str, reason: str) -> Partnership:
    """End at once: the caller has checked that the formal notice `reference` is ripe (article 8.1, clause 3.2b).

    NotPartner when there is none that runs.
    """
    with transaction():
        row = _running(organisation)
        act = audit.record("partner_ended", subject_of(organisation), after={"notice": reference, "reason": reason})
        return _finish(row, end_source=BY_BREACH, end_notice=reference, end_reason=reason, end_by=act.by)


def end_now(organisation: Organisation) -> None:
    """The operator ends a partnership at once, by agreement of both; without one, nothing happens."""
    with transaction():
        running = service.partnership_of(organisation)
        if running is not None:
            audit.record("partner_changed", subject_of(organisation), running.since.isoformat())
            _finish(_running(organisation), end_source=BY_OPERATOR)


def end_with_account(organisation: Organisation) -> None:
    """The account is closed: the partnership ends with it, and so does an application (clause 3.3a).

    In the caller's transaction; the closure's own mail tells it. Again changes nothing.
    """
    asked = PartnerApplication.update(state=WITHDRAWN, open_of=None, settled_at=clock.now())
    asked.where(PartnerApplication.open_of == organisation.id).execute()
    if service.partnership_of(organisation) is not None:
        _finish(_running(organisation), tell=False, end_source=BY_CLOSURE)


def forget_words(organisation: Organisation) -> int:
    """An erased account: what its people wrote and signed here goes, the days and the agreement stay (clause 3.3a)."""
    blank = dict.fromkeys(("activity", "customers", "website", "message"), "")
    mine = PartnerApplication.organisation == organisation.id
    theirs = (Partnership.organisation == organisation.id) & (Partnership.end_source == BY_PARTNER)
    Partnership.update(end_by="", end_reason="").where(theirs).execute()
    return PartnerApplication.update(**blank).where(mine).execute()


def run(day: date | None = None) -> None:
    """Remind of ends that come, and end what is due on or before the day; safe to repeat, each on its own."""
    for country in COUNTRIES.values():
        today = day or clock.today(country.timezone)
        for row in _due(country.code, rules.warned_until(today), Partnership.warned_at.is_null()):
            _warn(row)
        for row in _due(country.code, today):
            _end(row)


def _warn(row: Partnership) -> None:
    with transaction():
        mine = (Partnership.id == row.id) & Partnership.warned_at.is_null() & Partnership.ended_at.is_null()
        if Partnership.update(warned_at=clock.now()).where(mine).execute():
            mails.ends_soon(row)


def _end(row: Partnership) -> None:
    with transaction():
        row = for_update(Partnership.select().where(Partnership.id == row.id)).get()
        if row.ended_at is None:
            _finish(row)


def _due(country: str, until: date, *more) -> list[Partnership]:
    """Those of a country whose end comes on or before a day."""
    query = Partnership.select(Partnership, Organisation).join(Organisation)
    mine = Partnership.ended_at.is_null() & (Partnership.ends_on <= until) & (Organisation.country == country)
    return list(query.where(mine, *more).order_by(Partnership.id).limit(AT_ONCE))


def _under_notice(partnership: Partnership, source: str, reason: str, by: str) -> Partnership:
    row = _running(partnership.organisation)
    if row.ends_on is not None:
        raise rules.NotPartner()
    row.ends_on, row.noticed_at = rules.ends_on(service.today(row.organisation)), clock.now()
    row.end_source, row.end_reason, row.end_by = source, reason, by
    row.save(only=[Partnership.ends_on, Partnership.noticed_at, Partnership.end_source, Partnership.end_reason, Partnership.end_by])
    changed(row.organisation)
    return row


def _running(organisation: Organisation) -> Partnership:
    query = Partnership.select(Partnership, Organisation).join(Organisation)
    row = for_update(query.where(Partnership.open_of == organisation.id)).first()
    if row is None:
        raise rules.NotPartner()
    return row


def _finish(row: Partnership, tell: bool = True, **values) -> Partnership:
    """It has ended: the status goes, and the catalogue's prices hold again."""
    organisation = row.organisation
    ends_on = min(row.ends_on or date.max, service.today(organisation))
    values = {"ended_at": clock.now(), "open_of": None, "ends_on": ends_on, **values}
    Partnership.update(**values).where(Partnership.id == row.id).execute()
    Organisation.update(partner_since=None).where(Organisation.id == organisation.id).execute()
    row = Partnership.get_by_id(row.id)
    content = {"partnership": row.id, "ended_on": ends_on.isoformat(), "source": row.end_source}
    keep("ended", organisation, {**content, "notice": row.end_notice}, {"reason": row.end_reason, "by": row.end_by})
    changed(organisation)
    if tell:
        mails.ended(row)
    return row
