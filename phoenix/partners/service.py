"""What other rooms ask of partners: who is one, since when, and what they pay less (clauses 2c, 5b)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.catalogue import service as catalogue
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.discounts import NONE, Discount, Discounts, offered
from phoenix.catalogue.offers import Offer
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.values import frozen
from phoenix.partners.models import APPROVED, ASKED, OPEN, PartnerApplication, PartnerRate, Partnership

NO, WAITING, TO_ACCEPT, PARTNER, LEAVING = "no", "asked", "approved", "partner", "leaving"
_kept = Kept(capacity=500)


@frozen
class Status:
    """Where an organisation stands: `state` is NO, WAITING, TO_ACCEPT, PARTNER or LEAVING (until `ends_on`)."""

    state: str
    since: date | None = None
    level: str = ""
    ends_on: date | None = None


def status_of(organisation: Organisation) -> Status:
    """Whether an organisation is a partner today, or on the way there; one query, or two."""
    running = partnership_of(organisation)
    if running is not None and (running.ends_on is None or today(organisation) < running.ends_on):
        state = PARTNER if running.ends_on is None else LEAVING
        return Status(state, running.since, running.level, running.ends_on)
    asked = application_of(organisation)
    return Status({ASKED: WAITING, APPROVED: TO_ACCEPT}[asked.state] if asked else NO)


def partnership_of(organisation: Organisation) -> Partnership | None:
    """The partnership that runs, also under notice."""
    return Partnership.get_or_none(Partnership.open_of == organisation.id)


def application_of(organisation: Organisation) -> PartnerApplication | None:
    """The application that waits for staff or for the agreement to be accepted."""
    return PartnerApplication.get_or_none(
        PartnerApplication.open_of == organisation.id, PartnerApplication.state << OPEN
    )


def today(organisation: Organisation) -> date:
    """The organisation's present day."""
    return clock.today(COUNTRIES[organisation.country].timezone)


def discounts(organisation: Organisation | None) -> Discounts:
    """What an organisation pays less than the catalogue, on any day; nothing is asked for who is no partner.

    Kept in the process until the catalogue, a rate or a partnership changes.
    """
    if organisation is None or organisation.partner_since is None:
        return NONE
    return _kept.get(organisation.id, lambda: discounts_of([organisation.id]).get(organisation.id, NONE))


def offers(organisation: Organisation, plan_ids: Iterable[int], day: date) -> dict[int, Offer]:
    """The offers of these plans where an organisation is established, at what it pays itself (clause 5b)."""
    mine = discounts(organisation)
    found = catalogue.offers(plan_ids, organisation.country, day)
    return {plan: offered(offer, mine, day) for plan, offer in found.items()} if mine.rows else found


def rates(organisation: Organisation, day: date) -> dict[int, int]:
    """Basis points less than the catalogue on a day, by family's id; families at its price are left out."""
    mine = discounts(organisation)
    families = [row for (row,) in _families()] if mine.rows else []
    found = {family: mine.on(day, family) for family in families}
    return {family: points for family, points in found.items() if points}


def discounts_of(organisation_ids: Iterable[int]) -> dict[int, Discounts]:
    """The same of those organisations among these that are partners, in two queries."""
    ids = list(organisation_ids)
    if not ids:
        return {}
    running = list(Partnership.select().where(Partnership.open_of << ids))
    if not running:
        return {}
    levels = {row.level for row in running}
    mine = PartnerRate.organisation << [row.organisation_id for row in running]
    rows = list(PartnerRate.select().where((PartnerRate.level << list(levels)) | mine).order_by(PartnerRate.id))
    return {
        row.organisation_id: Discounts(
            tuple(_discount(rate) for rate in rows if row.level == rate.level or row.organisation_id == rate.organisation_id),
            row.since,
            row.ends_on,
        )
        for row in running
    }


def _discount(rate: PartnerRate) -> Discount:
    return Discount(rate.valid_from, rate.basis_points, rate.family_id, rate.organisation_id is not None)


def _families():
    family = PartnerRate.family.rel_model
    return family.select(family.id).order_by(family.position, family.id).tuples()
