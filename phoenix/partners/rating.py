"""Rates are set by staff, from a day on, and every one stays on record (clauses 5b, 15a)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Family
from phoenix.database import for_update, transaction
from phoenix.kernel import clock, events
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.values import frozen
from phoenix.partners import rules
from phoenix.partners.evidence import keep_rate, subject_of
from phoenix.partners.models import PartnerRate, Partnership
from phoenix.team import audit
from phoenix.web.models import bump_stamp

ZONE = COUNTRIES["fr"].timezone


@frozen
class Scope:
    """For whom a rate holds: all partners of a `level`, or one organisation."""

    level: str = ""
    organisation: Organisation | None = None

    @property
    def mine(self):
        """The rates of this scope, as a condition."""
        if self.organisation is not None:
            return PartnerRate.organisation == self.organisation.id
        return PartnerRate.level == self.level

    @property
    def subject(self) -> str:
        """How the staff's log names it."""
        return subject_of(self.organisation) if self.organisation else f"partner_level:{self.level}"


def set_rate(
    scope: Scope, family: Family | None, basis_points: int | None, valid_from: date, seen: int | None = None
) -> PartnerRate:
    """Set a rate from a day on, today or later; without basis points the next wider rate holds from then.

    RateRefused for a past day and outside the bounds; NotOpen when another member set one since the
    rate numbered `seen`, the last that the page showed. Renewals at that rate are announced anew.
    """
    if scope.organisation is None:
        rules.check_level(scope.level)
    rules.check_rate(basis_points, valid_from, clock.today(ZONE))
    with transaction():
        for_update(Family.select(Family.id).order_by(Family.id)).execute()  # one member at a time
        known = rates_of(scope)
        if seen is not None and seen != last_of(known):
            raise rules.NotOpen()
        before = in_force([row for row in known if row.family_id == (family and family.id)], valid_from)
        after = {"family": family and family.slug, "basis_points": basis_points, "valid_from": valid_from.isoformat()}
        act = audit.record("partner_rate", scope.subject, before and _told(before), after)
        row = PartnerRate.create(
            level=None if scope.organisation else scope.level,
            organisation=scope.organisation,
            family=family,
            basis_points=basis_points,
            valid_from=valid_from,
            set_by=act.by,
        )
        keep_rate(scope.subject, scope.organisation, {"rate": row.id, **after}, act.by)
        events.emit(events.BuyerPricesChanged(partners_of(scope)))
        bump_stamp()
        return row


def rates_of(scope: Scope) -> list[PartnerRate]:
    """Every rate of a scope, the one set last first, families loaded."""
    query = PartnerRate.select(PartnerRate, Family).left_outer_join(Family)
    return list(query.where(scope.mine).order_by(PartnerRate.id.desc()))


def last_of(rows: Iterable[PartnerRate]) -> int:
    """The number of the rate set last among these; 0 where there is none."""
    return max((row.id for row in rows), default=0)


def in_force(rows: Iterable[PartnerRate], day: date) -> PartnerRate | None:
    """The one of these that holds on a day: of the latest day, the one set last."""
    return max((row for row in rows if row.valid_from <= day), key=lambda row: (row.valid_from, row.id), default=None)


def partners_of(scope: Scope) -> tuple[int, ...]:
    """The ids of the partners for whom it holds."""
    if scope.organisation is not None:
        theirs = Partnership.organisation == scope.organisation.id
    else:
        theirs = Partnership.level == scope.level
    running = Partnership.select(Partnership.organisation).where(Partnership.ended_at.is_null(), theirs)
    return tuple(row for (row,) in running.order_by(Partnership.organisation).tuples())


def _told(row: PartnerRate) -> dict:
    return {"basis_points": row.basis_points, "valid_from": row.valid_from.isoformat()}
