"""Applications go three years after they came to nothing, a partnership five years after its end (clause 3.3a)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import peewee

from phoenix.accounts.models import Organisation
from phoenix.archive import service as archive
from phoenix.database_triggers import purging
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.terms import months_on
from phoenix.legal.models import Acceptance
from phoenix.partners.applying import AGREED
from phoenix.partners.evidence import in_archive
from phoenix.partners.models import REFUSED, WITHDRAWN, PartnerApplication, PartnerRate, Partnership

APPLICATION_MONTHS = 36
PARTNERSHIP_MONTHS = 60


def old_applications(day: date) -> peewee.ModelSelect:
    """Applications refused or withdrawn more than three years ago, of who was no partner before or since."""
    before = datetime.combine(months_on(day, -APPLICATION_MONTHS), time.min, UTC)
    nothing = (PartnerApplication.state << (REFUSED, WITHDRAWN)) & (PartnerApplication.settled_at < before)
    known = Partnership.select(Partnership.organisation)
    return PartnerApplication.select(PartnerApplication.id).where(nothing, PartnerApplication.organisation.not_in(known))


def purge_applications(ids: list[int], _day: date) -> int:
    """They go with their words in the archive; in the caller's transaction."""
    rows = PartnerApplication.select(PartnerApplication.organisation).where(PartnerApplication.id << ids)
    _tell({row.organisation_id for row in rows}, "three years after the application")
    return PartnerApplication.delete().where(PartnerApplication.id << ids).execute()


def old(day: date) -> peewee.ModelSelect:
    """The last partnership of an organisation, ended more than five years ago, nothing being open since."""
    newer = Partnership.alias()
    later = newer.select(newer.id).where(newer.organisation == Partnership.organisation, newer.id > Partnership.id)
    gone = Partnership.ended_at.is_null(False) & (Partnership.ends_on < months_on(day, -PARTNERSHIP_MONTHS))
    asks = PartnerApplication.select(PartnerApplication.organisation).where(PartnerApplication.open_of.is_null(False))
    return Partnership.select(Partnership.id).where(gone, ~peewee.fn.EXISTS(later), Partnership.organisation.not_in(asks))


def purge(ids: list[int], _day: date) -> int:
    """All of these organisations' partnerships go: rates, applications, acceptances, words in the archive."""
    mine = {row.organisation_id for row in Partnership.select(Partnership.organisation).where(Partnership.id << ids)}
    _tell(mine, "five years after the partnership")
    agreed = [row.id for row in Acceptance.select(Acceptance.id).where(Acceptance.subject == AGREED, Acceptance.organisation_id << list(mine))]
    with purging(Acceptance, agreed):
        Acceptance.delete().where(Acceptance.id << agreed).execute()
    for model in (PartnerRate, Partnership, PartnerApplication):
        model.delete().where(model.organisation << list(mine)).execute()
    return len(ids)


def _tell(organisation_ids: set[int], reason: str) -> None:
    """One entry for each chain says what it no longer tells."""
    found: dict[str, list[str]] = {}
    for row in Organisation.select(Organisation.id, Organisation.country).where(Organisation.id << list(organisation_ids)):
        found.setdefault(COUNTRIES[row.country].seller_code, []).append(in_archive(row.id))
    for seller, subjects in sorted(found.items()):
        archive.erase(seller, subjects=sorted(subjects), reason=reason)
