"""The billing run: everything due on or before a day, exactly once, however often, late, or side by side (subscriptions.md).

Invoices first, a hundred to a transaction; then what customers are told; then charges, so that a
slow Stripe slows nothing else. One subscription that cannot be billed holds up none of the others.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from phoenix.database import large_cache, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.payments import collecting
from phoenix.payments.charging_run import charge_all
from phoenix.subscriptions import announcing, billing, cases
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.models import Subscription
from phoenix.team import signals

logger = logging.getLogger("phoenix.billing")
CHUNK = 100
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Report:
    """What a run did: counts by word, and each failure with its subject and reason."""

    counts: Counter = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)

    def failed(self, subject: str, error: Exception) -> None:
        """Keep a failure for the end of the run; logs have the rest."""
        logger.error("billing of %s failed", subject, exc_info=error)
        self.failures.append((subject, f"{type(error).__name__}: {error}"))


def run(day: date | None = None, progress: Progress = lambda *_: None, charge: bool = True) -> Report:
    """Do everything due on or before `day` (None: today in each country); what was done.

    `progress(phase, done, total)` is called as it goes.
    """
    report = Report()
    with large_cache():
        _issue_and_tell(report, day, progress)
    if charge:
        for country in COUNTRIES.values():
            on = day or clock.today(country.timezone)
            charge_all(collecting.due_ids(country.code, on), on, report.counts, report.failed, progress)
    return report


def _issue_and_tell(report: Report, day: date | None, progress: Progress) -> None:
    """Invoices, ends and renewals, then announcements, country by country."""
    for country in COUNTRIES.values():
        on = day or clock.today(country.timezone)
        _each(report, progress, "invoices", due(Subscription.next_due_on, country.code, on), on, billing.bring_up_to)
        _each(report, progress, "debits", due(Subscription.announce_on, country.code, on), on, announcing.announce_debit)
        _each(report, progress, "renewals", due(Subscription.next_notice_on, country.code, on), on, announcing.tell_renewal)


def due(column, country: str, day: date) -> list[int]:
    """The subscriptions of a country of sale whose `column` has come, in the order in which they are locked."""
    query = Subscription.select(Subscription.id).where(column <= day, Subscription.country == country)
    return [row for (row,) in query.order_by(Subscription.id).tuples()]


def _each(report: Report, progress: Progress, phase: str, ids: list[int], day: date, action) -> None:
    """Do `action(case, day)` for each, a chunk to a transaction."""
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        try:
            _chunk(report, chunk, day, action)
        except Exception as error:  # the chunk itself could not be read or written: each by itself
            logger.warning("a chunk is done one by one: %r", error)
            for each in chunk:
                _alone(report, each, day, action)
        progress(phase, min(start + CHUNK, len(ids)), len(ids))


def _chunk(report: Report, ids: list[int], day: date, action) -> None:
    """A chunk in one transaction, each subscription in a savepoint of its own."""
    counts, failures = Counter(), []
    with transaction():
        for case in cases.load(ids, lock=True):
            try:
                with transaction():
                    counts += _counted(action(case, day))
            except Exception as error:
                failures.append((case.row.number, error))
    report.counts += counts
    for subject, error in failures:
        report.failed(subject, error)


def _alone(report: Report, subscription_id: int, day: date, action) -> None:
    try:
        with transaction():
            found = cases.load([subscription_id], lock=True)
            counts = _counted(action(found[0], day))
        report.counts += counts
    except Exception as error:
        report.failed(f"subscription {subscription_id}", error)


def _counted(done: Counter | str | None) -> Counter:
    return done if isinstance(done, Counter) else Counter([done] if done else [])


def bring_up_if_priced(subscription_id: int) -> Case:
    """The same; one that has no price is left as it is and told to the staff, so that it holds up none of
    the others, nor a closure or an emergency (clauses 3.3b, 13c)."""
    try:
        with transaction():
            return bring_up_to_date(subscription_id)
    except billing.NoPrice:
        (case,) = cases.load([subscription_id], lock=True)
        signals.raise_signal("unpriced", f"subscription:{case.row.number}", f"{case.row.number}:{case.row.next_due_on}")
        return case


def bring_up_to_date(subscription_id: int) -> Case:
    """One subscription, locked and billed up to today, before its customer changes it; in the caller's transaction."""
    (case,) = cases.load([subscription_id], lock=True)
    billing.bring_up_to(case, clock.today(case.row.timezone))
    return case
