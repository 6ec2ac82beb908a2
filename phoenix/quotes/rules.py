"""Quotes as plain values: states, discounts, validity, numbers (clauses 4.1d, 5b, 5d)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen

PREFIXES = {"pa-fr": "DF", "pa-ma": "DM"}
ORDINARY, SUPPLEMENTARY = "ordinary", "supplementary"
# To be priced; priced but not sent; sent; and how it came to its end.
ASKED, PRICED, SENT = "asked", "priced", "sent"
ACCEPTED, REFUSED, EXPIRED, WITHDRAWN = "accepted", "refused", "expired", "withdrawn"
STATES = (ASKED, PRICED, SENT, ACCEPTED, REFUSED, EXPIRED, WITHDRAWN)
OPEN = (ASKED, PRICED, SENT)
DRAFT, SUPERSEDED = "draft", "superseded"  # of a version; the one sent last is SENT
WHOLE = 10_000  # basis points
MOST_LINES = 50
MOST_UNITS = 100_000
USUAL_DAYS, MOST_DAYS = 30, 366
WARNED_BEFORE = 5  # days before the last one


class QuoteRefused(ValueError):
    """A quote cannot go this way; the kind of error says why."""


class NotAllowed(QuoteRefused):
    """Not in the state where the quote is."""


class Changed(QuoteRefused):
    """Somebody was faster: the quote is not what was looked at."""


class Outdated(QuoteRefused):
    """Its validity has ended (clause 4.1d)."""


class OtherCountry(QuoteRefused):
    """The quote is for another country of sale than the organisation's (clause 5a)."""


class NothingToQuote(QuoteRefused):
    """No line, or nothing to pay."""


class LineRefused(QuoteRefused):
    """A line cannot be priced; `position` counts from 1."""

    def __init__(self, position: int):
        super().__init__(position)
        self.position = position


class NoPrice(LineRefused):
    """In free words, and nobody said what it costs."""


class NotSold(LineRefused):
    """The catalogue has no price for it there today."""


class TotalTooHigh(QuoteRefused):
    """The sum wished for is above the sum of the lines: that is no discount."""


class PricesMoved(QuoteRefused):
    """The catalogue's prices are not those of the draft any more: somebody should look again."""


@frozen
class Asked:
    """What a line is priced from: the catalogue's price, less `percent` basis points, or what was `agreed`."""

    quantity: int
    list_price: Money | None = None
    percent: int | None = None
    agreed: Money | None = None


def unit_price(line: Asked, position: int = 1) -> Money:
    """What one unit costs before any discount on the whole; NoPrice."""
    if line.agreed is not None:
        return line.agreed
    if line.list_price is None:
        raise NoPrice(position)
    return less(line.list_price, line.percent or 0)


def less(price: Money, percent: int) -> Money:
    """A price less so many basis points, rounded half up to the minor unit."""
    return price.share(WHOLE - percent, WHOLE)


def unit_prices(lines: Sequence[Asked], percent: int | None = None, wished: Money | None = None) -> list[Money]:
    """What one unit of each line costs in the end: the discount on the whole, by percent or by the net
    sum `wished`, is spread over the lines. NoPrice, TotalTooHigh."""
    units = [unit_price(line, position) for position, line in enumerate(lines, start=1)]
    if wished is not None:
        return spread(units, [line.quantity for line in lines], wished)
    return [less(unit, percent or 0) for unit in units]


def spread(units: list[Money], quantities: list[int], wished: Money) -> list[Money]:
    """Unit prices in proportion whose sum comes as near to `wished` as whole minor units allow, never above."""
    whole = Money.total((unit * count for unit, count in zip(units, quantities, strict=True)), wished.currency)
    if wished > whole:
        raise TotalTooHigh
    if not whole:
        return units
    floors = [unit.minor * wished.minor // whole.minor for unit in units]
    left = wished.minor - sum(floor * count for floor, count in zip(floors, quantities, strict=True))
    for place in sorted(range(len(units)), key=lambda place: -quantities[place]):
        more = min(left // quantities[place], units[place].minor - floors[place])
        floors[place] += more
        left -= more * quantities[place]
    return [Money(floor, wished.currency) for floor in floors]


def usual_validity(today: date) -> date:
    """The last day on which a quote sent today can be accepted, unless the staff say otherwise."""
    return today + timedelta(days=USUAL_DAYS)


def validity_allowed(until: date, today: date) -> bool:
    """Whether a quote sent today may end on that day."""
    return today <= until <= today + timedelta(days=MOST_DAYS)


def state_on(state: str, valid_until: date | None, today: date) -> str:
    """The state as of a legal day: what was sent ends by itself, before anybody notes it (clause 4.1d)."""
    ended = state == SENT and valid_until is not None and valid_until < today
    return EXPIRED if ended else state


def may_be_priced(state: str, kind: str) -> bool:
    """Whether staff may draw up a version: not once accepted or withdrawn, nor after the end of a supplementary one."""
    return state in OPEN or (kind == ORDINARY and state in (REFUSED, EXPIRED))


def number_of(seller_code: str, year: int, count: int) -> str:
    """`DF-2026-000123`: the count-th quote of a seller in a year."""
    return f"{PREFIXES[seller_code]}-{year}-{count:06d}"
