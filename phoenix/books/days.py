"""Each day's money: what our books hold, and what Stripe's statements say, side by side (UTC, as Stripe counts)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from peewee import SQL, fn

from phoenix.books.differences import CHARGE, REFUND
from phoenix.books.models import Movement
from phoenix.kernel.values import frozen
from phoenix.payments.models import Payment, Refund

CHARGED, GIVEN_BACK, DISPUTED = "charged", "given_back", "disputed"


@frozen
class Day:
    """One day in one currency; Stripe's sums are None where no statement covers it."""

    day: date
    currency: str
    charged: int
    given_back: int
    disputed: int
    stripe_charged: int | None
    stripe_given_back: int | None
    stripe_disputed: int | None

    @property
    def agrees(self) -> bool | None:
        """Whether both sides say the same; None where there is only one."""
        if self.stripe_charged is None:
            return None
        return (self.charged, self.given_back) == (self.stripe_charged, self.stripe_given_back)


def days(last: date, count: int) -> list[Day]:
    """The days that moved something among the `count` up to `last`, the latest first; four queries."""
    first = last - timedelta(days=count - 1)
    ours = {
        CHARGED: _sums(Payment.select(), Payment.confirmed_at, Payment.amount, first, last),
        GIVEN_BACK: _sums(Refund.select().join(Payment).where(Refund.state == "succeeded"), Refund.booked_at, Refund.amount, first, last),
        DISPUTED: _sums(Payment.select(), Payment.disputed_at, Payment.amount, first, last),
    }
    theirs = _statements(first, last)
    covered = {day for day, _currency, _category in theirs}
    keys = {key for sums in ours.values() for key in sums} | {(day, currency) for day, currency, _category in theirs}
    return [_day(key, ours, theirs, key[0] in covered) for key in sorted(keys, reverse=True)]


def _day(key: tuple[date, str], ours: dict[str, Counter], theirs: Counter, covered: bool) -> Day:
    stripe = [abs(theirs[(*key, category)]) if covered else None for category in (CHARGE, REFUND, "dispute")]
    return Day(*key, *(ours[name][key] for name in (CHARGED, GIVEN_BACK, DISPUTED)), *stripe)


def _sums(query, field, amount, first: date, last: date) -> Counter:
    """Sums by day and currency of rows whose instant lies in these days."""
    begin, end = datetime.combine(first, time(), UTC), datetime.combine(last + timedelta(days=1), time(), UTC)
    day = fn.SUBSTR(field.cast("TEXT"), SQL("1"), SQL("10")).coerce(False)
    query = query.select(day, Payment.currency, fn.SUM(amount)).where(field >= begin, field < end).group_by(day, Payment.currency)
    return Counter({(date.fromisoformat(each), currency): int(total) for each, currency, total in query.tuples()})


def _statements(first: date, last: date) -> Counter:
    query = (
        Movement.select(Movement.day, Movement.currency, Movement.category, fn.SUM(Movement.gross))
        .where(Movement.day.between(first, last))
        .group_by(Movement.day, Movement.currency, Movement.category)
    )
    return Counter({(day, currency, category): int(total) for day, currency, category, total in query.tuples()})
