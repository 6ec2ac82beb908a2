"""What is due today, and what later and when: lines and an anchor in, dated amounts out.

Serves clauses 5c, 6.1a, 6.2b. Nothing here knows Flask or the database.
"""

from __future__ import annotations

from datetime import date

from phoenix.kernel import terms, vat
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen


@frozen
class Item:
    """A line: `quantity` units at a net price for each billing period, taxed at `vat_rate`."""

    label: str
    quantity: int
    unit_price: Money
    commitment: str
    billing: str
    vat_rate: int

    @property
    def net(self) -> Money:
        """The net price of one billing period, or of what is bought once."""
        return self.unit_price * self.quantity

    @property
    def recurs(self) -> bool:
        """Whether it opens a subscription."""
        return self.commitment in terms.COMMITMENT_MONTHS


@frozen
class Later:
    """Amounts that come back: `times` days from `first` to `last`, or until the customer ends it."""

    label: str
    rhythm: str
    first: date
    last: date | None
    times: int
    net: Money
    tax: Money

    @property
    def gross(self) -> Money:
        """One amount, VAT included."""
        return self.net + self.tax

    @property
    def whole(self) -> Money | None:
        """All of these amounts together, VAT included; None as long as nothing ends them."""
        return None if self.open_ended else self.gross * self.times

    @property
    def open_ended(self) -> bool:
        """Whether it goes on month by month until the customer ends it."""
        return self.last is None

    @property
    def span(self) -> tuple:
        """What two rows must share to be shown as one."""
        return (self.rhythm, self.first, self.last, self.times)


def due_today(items: list[Item], currency: str) -> vat.Totals:
    """The first period of every line and what is bought once, VAT by rate (clause 5c)."""
    return vat.totals([(item.net, item.vat_rate) for item in items], currency)


def later(item: Item, anchor: date) -> Later | None:
    """What the line makes due after today within its commitment; None when today pays it all.

    A term of one month renews by itself: it goes on from month to month, without a last day.
    """
    if not item.recurs:
        return None
    tax = vat.tax_on(item.net, item.vat_rate)
    if terms.term_months(item.commitment) == 1:
        first = terms.months_on(anchor, 1)
        return Later(item.label, "month", first, None, 0, item.net, tax)
    days = [span.start for span in terms.periods(anchor, item.commitment, item.billing)][1:]
    if not days:
        return None
    return Later(item.label, item.billing, days[0], days[-1], len(days), item.net, tax)


def commitment_end(item: Item, anchor: date) -> date | None:
    """The day on which the first term ends and the next begins; None for what is bought once."""
    return terms.term(anchor, item.commitment).end if item.recurs else None


def by_rhythm(items: list[Item], anchor: date) -> list[Later]:
    """Later amounts of all lines, those with the same days added up; the soonest first."""
    groups: dict[tuple, Later] = {}
    for item in items:
        row = later(item, anchor)
        if row is None:
            continue
        known = groups.get(row.span)
        groups[row.span] = _added(known, row) if known else row
    return sorted(groups.values(), key=lambda row: (row.first, row.last or date.max, row.rhythm))


def _added(one: Later, other: Later) -> Later:
    return Later(
        f"{one.label}, {other.label}",
        one.rhythm,
        one.first,
        one.last,
        one.times,
        one.net + other.net,
        one.tax + other.tax,
    )
