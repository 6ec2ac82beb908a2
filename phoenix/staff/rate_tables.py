"""What a page shows of the rates of a level or a partner: in force, announced, all that were set."""

from __future__ import annotations

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Family
from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.partners import rating, service
from phoenix.partners.models import PartnerRate
from phoenix.partners.rating import Scope
from phoenix.staff.partner_forms import RateForm


@frozen
class Rates:
    """Rates of one scope: those that hold today, those to come, every one set, the last one first."""

    in_force: tuple[PartnerRate, ...]
    announced: tuple[PartnerRate, ...]
    history: tuple[PartnerRate, ...]


def families() -> list[Family]:
    """The shelves, in their order."""
    return list(Family.select().order_by(Family.position, Family.id))


def rates(scope: Scope) -> Rates:
    """What there is of a scope today, where rates are set by French days."""
    rows, today = rating.rates_of(scope), clock.today(rating.ZONE)
    by_family: dict[int | None, list[PartnerRate]] = {}
    for row in rows:
        by_family.setdefault(row.family_id, []).append(row)
    held = [rating.in_force(each, today) for each in by_family.values()]
    coming = {(row.family_id, row.valid_from): row for row in reversed(rows) if row.valid_from > today}
    return Rates(
        tuple(row for row in held if row is not None and row.basis_points is not None),
        tuple(sorted(coming.values(), key=lambda row: (row.valid_from, row.id))),
        tuple(rows),
    )


def blank_form(scope: Scope, shown: Rates, shelves: list[Family]) -> RateForm:
    """A form for a rate from today on, that knows the last rate of the page."""
    return RateForm(shelves, formdata=None, valid_from=clock.today(rating.ZONE), seen=rating.last_of(shown.history))


def of_partner(organisation: Organisation) -> dict:
    """The rates of a partner's page: its own, and what it pays in the end, by family."""
    scope, shelves = Scope(organisation=organisation), families()
    shown, mine = rates(scope), service.discounts_of([organisation.id]).get(organisation.id)
    day = service.today(organisation)
    effective = [(each, mine.on(day, each.id)) for each in shelves] if mine else []
    return {"rates": shown, "rate_form": blank_form(scope, shown, shelves), "effective": effective}
