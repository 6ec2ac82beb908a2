"""The days on which the billing run looks at a subscription again: kept beside it, put right after each change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from phoenix.database import for_update
from phoenix.database_rows import change
from phoenix.kernel import clock, terms
from phoenix.subscriptions import notice_rules
from phoenix.subscriptions.models import Subscription

COLUMNS = (
    "term_number",
    "term_end",
    "reduction",
    "next_due_on",
    "next_notice_on",
    "announce_on",
    "state",
    "stop_reason",
    "renewal",
    "ended_on",
)


def begin_term(row: Subscription, number: int) -> None:
    """The term under way is `number`; its notices are to come."""
    term = terms.term(row.anchor, row.commitment, number)
    row.term_number, row.term_end = number, term.end
    row.next_notice_on = min(_notice_days(row, term.start), default=None)


def _notice_days(row: Subscription, today: date) -> list[date]:
    first = notice_rules.next_look(row.commitment, row.term_end, date.min)
    return [max(first, today)] if first else []


def due_next(row: Subscription, day: date) -> None:
    """The next period, or the term's end, falls due on `day`; a debit is announced before."""
    row.next_due_on = day
    row.announce_on = notice_rules.announce_on(day) if row.currency == "EUR" else None


def nothing_more(row: Subscription) -> None:
    """It has ended: nothing is due any more."""
    row.next_due_on = row.next_notice_on = row.announce_on = None
    row.reduction = 0


def save(row: Subscription) -> None:
    """Write what billing changes of a subscription, and nothing else."""
    change(Subscription, row.id, **{name: getattr(row, name) for name in COLUMNS})


def look_again_of(organisation_id: int) -> None:
    """Debits announced to this organisation may not fit any more: the next run looks at them."""
    mine = Subscription.select().where(
        Subscription.organisation == organisation_id, Subscription.next_due_on.is_null(False)
    )
    for row in for_update(mine.order_by(Subscription.id)):  # in the order in which the run locks them
        look_again(row)
        row.save(only=[Subscription.announce_on])


def look_again_at(plan_id: int) -> None:
    """The renewals of a plan may come out at another price: the next run looks whom to tell, and what to announce."""
    _reprice(Subscription.plan == plan_id)


def look_again_at_prices_of(organisation_ids: Iterable[int]) -> None:
    """The same for the renewals of these organisations, whose prices of partner change."""
    _reprice(Subscription.organisation << list(organisation_ids))


def _reprice(which) -> None:
    """As many statements as there are days on which they fall due."""
    mine = which & Subscription.next_due_on.is_null(False)
    columns = Subscription.id, Subscription.country, Subscription.currency, Subscription.next_due_on
    alike: dict[tuple, Subscription] = {}
    for row in for_update(Subscription.select(*columns).where(mine).order_by(Subscription.id)):
        alike.setdefault((row.country, row.currency, row.next_due_on), row)
    for row in alike.values():
        look_again(row)
        these = (Subscription.country == row.country) & (Subscription.currency == row.currency)
        changes = {Subscription.announce_on: row.announce_on, Subscription.next_notice_on: clock.today(row.timezone)}
        Subscription.update(changes).where(mine & these & (Subscription.next_due_on == row.next_due_on)).execute()


def look_again(row: Subscription) -> None:
    """The same for one subscription whose seats or choice changed."""
    if row.next_due_on is not None:
        due_next(row, row.next_due_on)
