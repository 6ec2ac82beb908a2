"""A partnership begins, and changes its level; `Organisation.partner_since` says so to all rooms (clause 2c)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation
from phoenix.database import transaction
from phoenix.kernel import clock, events
from phoenix.partners import rules, service
from phoenix.partners.evidence import keep, subject_of
from phoenix.partners.models import ACCEPTED, OPEN, PartnerApplication, Partnership
from phoenix.team import audit
from phoenix.web.models import bump_stamp


def begin(organisation: Organisation, level: str, application: PartnerApplication | None = None) -> Partnership:
    """The organisation is a partner from today, in the caller's transaction; AlreadyPartner."""
    rules.check_level(level)
    if service.partnership_of(organisation) is not None:
        raise rules.AlreadyPartner()
    since = service.today(organisation)
    row = Partnership.create(
        organisation=organisation, open_of=organisation.id, application=application, level=level, since=since
    )
    Organisation.update(partner_since=since).where(Organisation.id == organisation.id).execute()
    keep("began", organisation, {"partnership": row.id, "since": since.isoformat(), "level": level})
    changed(organisation)
    return row


def admit(organisation: Organisation, level: str = rules.STANDARD) -> Partnership:
    """Admit at once an organisation that has signed the agreement outside of the site; a partner stays as it is."""
    with transaction():
        running = service.partnership_of(organisation)
        if running is not None:
            return running
        row = begin(organisation, level)
        waiting = (PartnerApplication.open_of == organisation.id) & (PartnerApplication.state << OPEN)
        PartnerApplication.update(state=ACCEPTED, open_of=None, settled_at=clock.now()).where(waiting).execute()
        audit.record("partner_changed", subject_of(organisation), after=row.since.isoformat())
        return row


def change_level(partnership: Partnership, level: str, seen: str) -> None:
    """Staff put a partner on another level, whose rates hold at once; NotOpen when it is not `seen` any more."""
    rules.check_level(level)
    with transaction():
        organisation = partnership.organisation
        mine = (Partnership.id == partnership.id) & (Partnership.level == seen) & Partnership.ended_at.is_null()
        if not Partnership.update(level=level).where(mine).execute():
            raise rules.NotOpen()
        audit.record("partner_level", subject_of(organisation), seen, level)
        keep("level", organisation, {"partnership": partnership.id, "before": seen, "level": level})
        changed(organisation)


def changed(organisation: Organisation) -> None:
    """What this organisation pays may be another sum from now on: pages, notices and debits look again."""
    bump_stamp()
    events.emit(events.BuyerPricesChanged((organisation.id,)))
