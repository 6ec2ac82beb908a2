"""What an order is made of, and what may have changed before the last click: plain values."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta

from phoenix.kernel import schedule
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.kernel.vat import Totals

PREFIXES = {"pa-fr": "CF", "pa-ma": "CM"}
LONGEST_REFERENCE = 60
FREE_TEXT_KIND = "service"  # the kind of a line that the catalogue does not know
# Whence the price of a line comes: the catalogue, a quote (clause 4.1d), the rates of partners.
CATALOGUE, QUOTE, PARTNER = "catalogue", "quote", "partner"


class OrderRefused(ValueError):
    """An order cannot be prepared or confirmed; the kind of error says why."""


class NothingToOrder(OrderRefused):
    """No line can be ordered today in the organisation's country."""


class LinesBlocked(OrderRefused):
    """Lines that are not sold there, or outside their limits, must be settled first."""


class OtherCountry(OrderRefused):
    """The page's country of sale is not the organisation's country of establishment."""


class NotConfirmedPerson(OrderRefused):
    """The person's e-mail address is not confirmed yet: they may not bind the organisation."""


class ChangedMeanwhile(OrderRefused):
    """What the customer looked at is not what would be ordered now."""


class NotPrepared(OrderRefused):
    """The order is not waiting for the last click: superseded, abandoned or confirmed already."""


class QuoteEnded(OrderRefused):
    """The quote that held the prices of the order is not valid any more (clause 4.1d)."""


class TermsChanged(OrderRefused):
    """Another version of a document is in force than the one that was ticked (clause 2b)."""


@frozen
class Component:
    """A part of a pack: `quantity` units of a plan for each pack."""

    plan_id: int
    reference: str
    name: str
    publisher: str
    kind: str
    unit: str
    quantity: int


@frozen
class OrderedLine:
    """One line of an order, about to be written or read back; `plan_id` is None for free words.

    `list_price` is what the catalogue says that day; below it, the difference is a discount.
    """

    plan_id: int | None
    reference: str
    name: str
    publisher: str
    kind: str
    unit: str
    commitment: str
    billing: str
    quantity: int
    unit_price: Money
    vat_rate: int
    components: tuple[Component, ...] = ()
    list_price: Money | None = None
    price_source: str = CATALOGUE

    @property
    def label(self) -> str:
        """How the schedule names the line: two plans of one product differ by their count."""
        return f"{self.quantity} × {self.name}"

    @property
    def item(self) -> schedule.Item:
        """The line as the schedule counts it."""
        return schedule.Item(
            self.label, self.quantity, self.unit_price, self.commitment, self.billing, self.vat_rate
        )

    @property
    def net(self) -> Money:
        """Net price of one billing period, or of what is bought once."""
        return self.item.net

    @property
    def discount(self) -> Money:
        """What the line costs less than at the catalogue's price; nothing when it costs more."""
        off = (self.list_price - self.unit_price) if self.list_price else Money.zero(self.unit_price.currency)
        return max(off, Money.zero(off.currency)) * self.quantity

    @property
    def shown(self) -> tuple:
        """What a fingerprint of the line is made of."""
        basic = (self.plan_id, self.quantity, self.unit_price.minor, self.vat_rate)
        return basic if self.plan_id is not None else (*basic, self.name, self.unit)


@frozen
class Held:
    """The quote whose prices an order keeps, up to and with a day (clause 4.1d)."""

    number: str
    version: int
    until: date


@frozen
class Summary:
    """An order as shown: lines, what is paid today, what later, counted from `anchor` (clause 5c)."""

    lines: tuple[OrderedLine, ...]
    currency: str
    anchor: date

    @property
    def items(self) -> list[schedule.Item]:
        """The lines as the schedule counts them."""
        return [line.item for line in self.lines]

    @property
    def totals(self) -> Totals:
        """What is paid today: net, VAT by rate, gross."""
        return schedule.due_today(self.items, self.currency)

    @property
    def later(self) -> list[schedule.Later]:
        """What comes later, a row for each line that has a later."""
        rows = (schedule.later(item, self.anchor) for item in self.items)
        return [row for row in rows if row is not None]

    @property
    def by_rhythm(self) -> list[schedule.Later]:
        """What comes later, lines with the same days added up."""
        return schedule.by_rhythm(self.items, self.anchor)

    @property
    def engaged(self) -> Money | None:
        """Today's total and all that comes later to the end of each commitment, VAT included (clause 5c).

        None where nothing later has an end: today's total then says it all.
        """
        wholes = [row.whole for row in self.later if not row.open_ended]
        return Money.total([self.totals.gross, *wholes], self.currency) if wholes else None

    @property
    def renewals(self) -> list[tuple[str, date]]:
        """Each subscription and the last day of its first term: its price is held until then (clause 15b)."""
        ends = ((line.label, schedule.commitment_end(line.item, self.anchor)) for line in self.lines)
        return [(name, end - timedelta(days=1)) for name, end in ends if end is not None]

    def fingerprint(self, *more: str) -> str:
        """A short hash of everything shown but the dates: another content, another hash."""
        rows = [line.shown for line in self.lines]
        text = json.dumps([rows, self.currency, *more], separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


@frozen
class Difference:
    """Something that moved between the review and the last click (clause 5b); `kind` says what."""

    kind: str
    name: str = ""
    old: Money | None = None
    new: Money | None = None
    old_rate: int | None = None
    new_rate: int | None = None


PRICE, GONE, LIMITS, VAT, BUYER = "price", "gone", "limits", "vat", "buyer"
QUOTED, EXPIRED = "quoted", "expired"  # in free words, of a quote; the quote is not valid any more


def line_difference(line: OrderedLine, offer) -> Difference | None:
    """How an offer of today differs from the line that was prepared from it."""
    if offer is None or not offer.available or offer.unit_price is None:
        return Difference(GONE, line.label, old=line.unit_price)
    if not max(1, offer.min_quantity) <= line.quantity <= offer.max_quantity:
        return Difference(LIMITS, line.label)
    if offer.unit_price != line.unit_price:
        return Difference(PRICE, line.label, old=line.unit_price, new=offer.unit_price)
    return None


def number_of(seller_code: str, year: int, count: int) -> str:
    """`CF-2026-000123`: the count-th order of a seller in a year."""
    return f"{PREFIXES[seller_code]}-{year}-{count:06d}"
