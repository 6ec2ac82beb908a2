"""What a customer may do with a subscription today; where a rule forbids it, why, by which clause, until when.

The same questions that `changing` asks before it does something: pages offer only what is allowed.
"""

from __future__ import annotations

from datetime import date, datetime

from phoenix.kernel import clock
from phoenix.kernel.values import frozen
from phoenix.subscriptions import rules
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import Lot

# The article of the terms of sale behind each refusal.
CLAUSES = {
    "not_bound": "3.1.1",
    "ended": "15.4",
    "too_late": "15.4",
    "stopping": "15.4",
    "committed": "3.3.2",
    "suspended": "3.2.2",
    "paused": "13.3",
    "too_many": "4.1.1",
    "too_few": "4.1.1",
    "at_least_one": "4.1.1",
    "too_small": "6.1.2",
    "window_closed": "3.3.2",
    "no_window": "3.3.2",
}


@frozen
class May:
    """Whether something may be done now, and until when; `why` is empty, or the word of a refusal.

    `until` is the last day, or the instant, on which it is or was possible; None: there is none.
    """

    why: str = ""
    until: date | datetime | None = None

    def __bool__(self) -> bool:
        return not self.why

    @property
    def clause(self) -> str:
        """The article that forbids it."""
        return CLAUSES.get(self.why, "")


@frozen
class Standing:
    """What may be done with a subscription as a whole (clauses 3.3b, 13c, 15b, 15d)."""

    choice: May  # renew or stop
    addition: May
    reduction: May  # fewer seats at the next term
    withdrawal: May  # of a reduction that was asked for
    ending: May  # of what has no commitment


def of(case: Case, today: date, may_bind: bool) -> Standing:
    """Where a subscription stands; `may_bind`: whether who looks may bind the organisation (clause 3.1a)."""
    if not case.row.active:
        return Standing(*[May("ended", case.row.ended_on)] * 5)
    if not may_bind:
        return Standing(*[May("not_bound")] * 5)
    choice = _choice(case, today)
    return Standing(choice, _addition(case), _reduction(case, choice), choice, _ending(case, choice))


def shrinking(case: Case, lot: Lot, may_bind: bool) -> May:
    """Whether seats of a lot may be given back inside the publisher's window."""
    if not case.row.active:
        return May("ended", case.row.ended_on)
    if not may_bind:
        return May("not_bound")
    if lot.shrinkable_until is None:
        return May("no_window")
    if clock.now() >= lot.shrinkable_until:
        return May("window_closed", lot.shrinkable_until)
    return May("" if spare(case) else "too_few", lot.shrinkable_until)


def held(case: Case) -> int:
    """How many seats are held now."""
    return sum(lot.quantity for lot in case.lots)


def spare(case: Case) -> int:
    """How many seats may go without falling below the offer's minimum."""
    return max(0, held(case) - lowest(case))


def room(case: Case) -> int:
    """How many seats may be added without passing the offer's maximum."""
    return max(0, case.plan.product.max_quantity - held(case))


def lowest(case: Case) -> int:
    """The fewest seats that may be held."""
    return max(1, case.plan.product.min_quantity)


def is_paused(case: Case) -> bool:
    """Whether force majeure is declared for the service (clause 13c)."""
    return any(pause.until is None for pause in case.pauses)


def _choice(case: Case, today: date) -> May:
    row = case.row
    last_day = rules.last_day_to_choose(row.commitment, row.term_end)
    return May("" if rules.may_choose(row.commitment, row.term_end, today) else "too_late", last_day)


def _addition(case: Case) -> May:
    if case.organisation.suspended_at is not None:
        return May("suspended")
    if is_paused(case):
        return May("paused")
    return May("" if room(case) else "too_many", case.row.term_end - rules.DAY)


def _reduction(case: Case, choice: May) -> May:
    if case.row.renewal == rules.STOP:
        return May("stopping", case.row.term_end - rules.DAY)
    if not choice:
        return choice
    return May("" if spare(case) else "too_few", choice.until)


def _ending(case: Case, choice: May) -> May:
    if not rules.is_open_ended(case.row.commitment):
        return May("committed", case.row.term_end - rules.DAY)
    if case.row.renewal == rules.STOP:
        return May("stopping", case.row.term_end - rules.DAY)
    return choice
