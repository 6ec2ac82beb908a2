"""Lives of subscriptions to try, and how the rules bill them when they are asked step after step."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from tests.rules.naive_subscription import Life

from phoenix.kernel import terms
from phoenix.kernel.money import Money
from phoenix.subscriptions import rules
from phoenix.subscriptions.rules import Bill, End, Seats

PAIRS = sorted(terms.ALLOWED)
month_ends = st.builds(
    lambda year, month, back: terms.months_on(date(year, 1, 31), month) - timedelta(days=back),
    st.integers(2024, 2032),
    st.integers(0, 11),
    st.integers(0, 3),
)
leap_days = st.sampled_from([date(2024, 2, 29), date(2028, 2, 29), date(2032, 2, 29)])
anchors = st.one_of(st.dates(date(2024, 1, 1), date(2032, 12, 31)), month_ends, leap_days)
pairs = st.sampled_from(PAIRS)
units = st.integers(0, 200_000)
kinds = st.sampled_from(["add", "reduce", "shrink", "stop", "renew"])


@st.composite
def days_of(draw, anchor: date, commitment: str, number: int) -> date:
    """A day of the first `number` terms, often one at the edge of a term."""
    length = terms.term_months(commitment)
    edge = terms.months_on(anchor, length * draw(st.integers(1, number)))
    anywhere = anchor + timedelta(days=draw(st.integers(0, (edge - anchor).days - 1)))
    return draw(st.sampled_from([anywhere, edge + timedelta(days=draw(st.integers(-4, 2)))]))


@st.composite
def lives(draw, kinds=kinds) -> Life:
    """A life of three terms and more, with prices, seats and choices that change on any day."""
    anchor, (commitment, billing) = draw(anchors), draw(pairs)
    number = 3 if commitment == "P3Y" else 5
    a_day = days_of(anchor, commitment, number)
    changes = draw(st.dictionaries(a_day, units, max_size=4))
    return Life(
        anchor,
        commitment,
        billing,
        until=terms.term(anchor, commitment, number).end + timedelta(days=draw(st.integers(-3, 40))),
        seats=draw(st.integers(1, 300)),
        prices=[(anchor - timedelta(days=400), draw(units)), *changes.items()],
        withdrawn_on=draw(st.none() | a_day.filter(lambda day: day > anchor)),
        events=sorted(draw(st.lists(st.tuples(a_day, kinds, st.integers(1, 40)), max_size=6)), key=lambda e: e[0]),
    )


class ByRules:
    """A subscription billed by `next_step`, as often as something is due, and changed in between."""

    def __init__(self, life: Life):
        self.life, self.plan = life, (life.anchor, life.commitment, life.billing)
        self.number, self.reduction, self.choice = 1, 0, rules.RENEW
        self.lots = [Seats(life.seats, life.anchor)]
        self.unit = self.price_on(life.anchor)
        self.found = [(life.anchor, (self.unit * life.seats).minor)]

    def invoices(self) -> tuple[list[tuple[date, int]], date | None]:
        """What is invoiced on which day, and the day on which it ends, if it does."""
        coming = [event for event in self.life.events if event[0] <= self.life.until]
        due = self.due_after(self.life.anchor)
        while True:
            while coming and coming[0][0] < due:
                self.happens(*coming.pop(0))
            if due > self.life.until:
                return self.found, None
            step = rules.next_step(
                *self.plan, self.number, due, self.choice, self.lots, self.reduction, self.price_on(due)
            )
            if isinstance(step, End):
                return self.found, step.day
            self.take(step)
            due = self.due_after(due)

    def take(self, step) -> None:
        """Invoice what is due; a renewal closes the lots and opens one."""
        if not isinstance(step, Bill):
            self.number, self.unit, self.reduction = step.number, step.unit_price, 0
            closed = [Seats(lot.quantity, lot.since, lot.until or step.term.start) for lot in self.lots]
            self.lots = [*closed, Seats(step.seats, step.term.start)]
        seats = rules.seats_on(self.lots, step.period.start)
        self.found.append((step.period.start, (self.unit * seats).minor))

    def happens(self, day: date, kind: str, number: int) -> None:
        """One change by the customer on `day`, after what was due on it."""
        term, period = terms.term(*self.plan[:2], self.number), rules.period_holding(*self.plan, self.number, day)
        if kind == "reduce":
            self.reduction += number
        elif kind == "add":
            self.lots.append(Seats(number, day))
            self.found.append((day, rules.proration(self.unit, number, day, period).minor))
        elif kind == "shrink":
            if number < rules.seats_on(self.lots, day):
                unused = rules.unused_days(day, period)
                self.found.append((day, -rules.part_of(self.unit, number, unused, period).minor))
                self.lots.append(Seats(-number, day))
        elif rules.may_choose(self.plan[1], term.end, day):
            self.choice = kind

    def due_after(self, day: date) -> date:
        """The next period's first day, or the term's end."""
        spans = terms.periods(*self.plan, self.number)
        return next((span.start for span in spans if span.start > day), spans[-1].end)

    def price_on(self, day: date) -> Money | None:
        """The price in force, in euros."""
        prices = [(since, Money(minor, "EUR")) for since, minor in self.life.prices]
        return rules.price_at_renewal(prices, self.life.withdrawn_on, day)
