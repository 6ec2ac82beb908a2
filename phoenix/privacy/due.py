"""Erasures whose wait is over: done by the software, or held back by what is still owed (clause 9.3)."""

from __future__ import annotations

from datetime import date

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.privacy import erasure, mails, obstacles, service
from phoenix.privacy.models import OPEN, DataRequest
from phoenix.privacy.service import NotAllowed


def run(day: date | None = None) -> int:
    """Do the erasures that wait until `day` at the latest (None: the present day of each country); how many."""
    latest = day or max(clock.today(country.timezone) for country in COUNTRIES.values())
    ripe = DataRequest.select(DataRequest.id, DataRequest.country, DataRequest.runs_on).where(
        DataRequest.state == OPEN, DataRequest.runs_on <= latest
    )
    return sum(do(row) for row in ripe if row.runs_on <= (day or clock.today(COUNTRIES[row.country].timezone)))


def do(row: DataRequest, by: str = "") -> bool:
    """Erase the account of an open request; False, and the person told once, while contracts or sums stand in the way."""
    with transaction():
        try:
            fresh = service.open_row(row)
        except NotAllowed:
            return False
        if fresh.organisation_id is None:
            service.complete(fresh, "", by)
            erasure.forget_address(fresh.email, fresh.country)
            return True
        if obstacles.of(fresh.organisation_id).any:
            _hold_back(fresh, by)
            return False
        service.close_as_done(fresh, by=by)
        erasure.erase(fresh.organisation, f"request:{fresh.reference}")
    return True


def _hold_back(row: DataRequest, by: str) -> None:
    """The software does not try again by itself: staff see the request with its clock."""
    if row.runs_on is not None:
        row.runs_on = None
        row.save(only=[DataRequest.runs_on])
        service.note(row, "blocked", by=by)
        mails.blocked(row)
