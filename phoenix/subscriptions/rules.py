"""Terms, seats, renewals and endings, decided on plain values (spec: subscriptions.md; clauses 3.3b, 6.2b, 13c, 15b, 15d).

Days are legal days of the seller's country and are passed in; a span covers [start, end).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from phoenix.kernel import terms
from phoenix.kernel.money import Money, half_up
from phoenix.kernel.terms import Span
from phoenix.kernel.values import frozen

RENEW = "renew"
STOP = "stop"
DAY = timedelta(days=1)
CLOSED_EARLIER = timedelta(hours=24)  # the vendor's window, as we keep it
FORCE_MAJEURE_LASTS = timedelta(days=30)

# Why a subscription stops, or has ended.
BY_CUSTOMER = "customer"
BY_CLOSURE = "closure"
BY_TRANSFER = "transfer"
BY_WITHDRAWAL = "withdrawn"
BY_FORCE_MAJEURE = "force_majeure"
BY_CANCELLATION = "order_cancelled"
NO_SEATS = "no_seats"


@frozen
class Seats:
    """A lot: `quantity` seats held on [since, until); until None: they stay."""

    quantity: int
    since: date
    until: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether the lot counts on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


@frozen
class Pause:
    """Force majeure from its declared day until it is lifted; None: it lasts (clause 13c)."""

    since: date
    until: date | None = None


@frozen
class Bill:
    """A period inside the running term is due, at the term's price."""

    period: Span


@frozen
class Renew:
    """Term `number` opens at `unit_price` with `seats`; its first period is due (clause 15b)."""

    number: int
    term: Span
    period: Span
    unit_price: Money
    seats: int


@frozen
class End:
    """The subscription ends on `day`; nothing is billed from then on (clause 15d)."""

    day: date
    reason: str


def seats_on(lots: Iterable[Seats], day: date) -> int:
    """How many seats are held on `day`."""
    return sum(lot.quantity for lot in lots if lot.held_on(day))


def part_of(unit: Money, seats: int, days: int, period: Span) -> Money:
    """`days` of a period's price for `seats`, rounded half up to the minor unit (per line)."""
    return (unit * seats).share(days, period.days)


def proration(unit: Money, seats: int, day: date, period: Span) -> Money:
    """Net price of seats added on `day` of a period: unit × seats × days left / days (clause 15b)."""
    return part_of(unit, seats, (period.end - day).days, period)


def unused_days(day: date, period: Span) -> int:
    """Whole days of a period that are not used when seats go on `day`: the day itself counts as used."""
    return max(0, (period.end - day).days - 1)


def window_end(added_at: datetime, vendor_hours: int | None) -> datetime | None:
    """Until when a lot may shrink: the vendor's window, closed 24 hours earlier; None without one."""
    return added_at + timedelta(hours=vendor_hours) - CLOSED_EARLIER if vendor_hours else None


def day_begins(day: date, timezone: str) -> datetime:
    """The instant at which a legal day begins in `timezone`, aware, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(ZoneInfo("UTC"))


def period_from(anchor: date, commitment: str, billing: str, number: int, start: date) -> Span | None:
    """The billing period of term `number` that begins on `start`; None when none does."""
    spans = terms.periods(anchor, commitment, billing, number)
    return next((span for span in spans if span.start == start), None)


def period_holding(anchor: date, commitment: str, billing: str, number: int, day: date) -> Span | None:
    """The billing period of term `number` that holds `day`; None outside of the term."""
    spans = terms.periods(anchor, commitment, billing, number)
    return next((span for span in spans if span.start <= day < span.end), None)


def next_step(
    anchor: date,
    commitment: str,
    billing: str,
    number: int,
    due: date,
    renewal: str,
    lots: Iterable[Seats],
    reduction: int,
    next_price: Money | None,
    reason: str = BY_CUSTOMER,
) -> Bill | Renew | End:
    """What happens on the due day `due` of a subscription in its term `number`.

    `reduction` seats go with the term's end; `next_price` is in force on that day, None where a
    withdrawn plan has none. `reason` says who chose to stop.
    """
    term = terms.term(anchor, commitment, number)
    if due < term.end:
        return Bill(period_from(anchor, commitment, billing, number, due))
    if renewal == STOP:
        return End(term.end, reason)
    if next_price is None:
        return End(term.end, BY_WITHDRAWAL)
    seats = seats_on(lots, term.end) - reduction
    if seats <= 0:
        return End(term.end, NO_SEATS)
    following = terms.term(anchor, commitment, number + 1)
    first = terms.periods(anchor, commitment, billing, number + 1)[0]
    return Renew(number + 1, following, first, next_price, seats)


def is_open_ended(commitment: str) -> bool:
    """Whether the customer may leave at the end of any month paid."""
    return commitment == "none"


def last_day_to_choose(commitment: str, term_end: date) -> date:
    """The last day on which renew or stop can be chosen: before the term's last day begins (15d).

    What is open-ended can be ended on every day of the month paid.
    """
    return term_end - DAY if is_open_ended(commitment) else term_end - 2 * DAY


def may_choose(commitment: str, term_end: date, today: date) -> bool:
    """Whether renew or stop can still be chosen for the term under way."""
    return today <= last_day_to_choose(commitment, term_end)


def remaining(
    anchor: date,
    commitment: str,
    billing: str,
    number: int,
    due: date,
    unit: Money,
    lots: Iterable[Seats],
) -> list[tuple[date, Money]]:
    """What the term under way still makes due, net, day by day (clause 3.3b): no more than its end."""
    lots = list(lots)
    spans = terms.periods(anchor, commitment, billing, number)
    return [(span.start, unit * seats_on(lots, span.start)) for span in spans if span.start >= due]


def paused_days(pauses: Iterable[Pause], span: Span) -> int:
    """How many days of `span` lie within a pause; a day in two pauses counts once."""
    ends = sorted((max(p.since, span.start), min(p.until or date.max, span.end)) for p in pauses)
    total, reached = 0, span.start
    for start, end in ends:
        start = max(start, reached)
        if start < end:
            total += (end - start).days
            reached = end
    return total


def pause_credit(unit: Money, lots: Iterable[Seats], pauses: Iterable[Pause], period: Span) -> Money:
    """What the paused days of a billed period are worth, rounded once (clause 13c): per day and seat."""
    pauses = list(pauses)
    seat_days = 0
    for lot in lots:
        held = Span(max(lot.since, period.start), min(lot.until or date.max, period.end))
        if held.days > 0:
            seat_days += lot.quantity * paused_days(pauses, held)
    return Money(half_up(unit.minor * seat_days, period.days), unit.currency)


def days_of(pause: Pause, day: date) -> int:
    """How many days a pause has lasted on `day`, or lasted in all."""
    return ((pause.until or day) - pause.since).days


def may_begin_on(since: date, today: date) -> bool:
    """Whether force majeure may be declared from `since`: today, or a day of the last thirty (clause 13c)."""
    return today - FORCE_MAJEURE_LASTS <= since <= today


def may_end_for_force_majeure(pause: Pause, day: date) -> bool:
    """Whether either side may end what has been paused for more than thirty days (clause 13c)."""
    return pause.until is None and day - pause.since > FORCE_MAJEURE_LASTS


def price_at_renewal(
    prices: Iterable[tuple[date, Money]], withdrawn_on: date | None, day: date
) -> Money | None:
    """The price in force on the day of renewal; a plan withdrawn by then renews only at a price set since (15b)."""
    begun = [(since, amount) for since, amount in prices if since <= day]
    if not begun:
        return None
    since, amount = max(begun, key=lambda row: row[0])
    if withdrawn_on is not None and withdrawn_on <= day and since < withdrawn_on:
        return None
    return amount
