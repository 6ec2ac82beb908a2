"""Quantities, limits, prices that moved: decisions on plain values (clauses 4.1b, 5a, 5b)."""

from __future__ import annotations

from phoenix.kernel.money import Money
from phoenix.kernel.schedule import Item
from phoenix.kernel.values import frozen

MOST_LINES = 50
LONGEST_NUMBER = 7


class QuantityRefused(ValueError):
    """A quantity that the offer does not permit; `typed` is what the customer wrote."""

    def __init__(self, typed: str, lowest: int, highest: int):
        super().__init__(typed)
        self.typed = typed
        self.lowest = lowest
        self.highest = highest


class NotANumber(QuantityRefused):
    """What was typed is no whole number."""


class BelowMinimum(QuantityRefused):
    """Fewer than the offer's minimum."""


class AboveMaximum(QuantityRefused):
    """More than the offer's maximum."""


class CartFull(ValueError):
    """The cart holds as many different lines as it may."""


class NotForSale(LookupError):
    """This plan is not sold in this country, or not any more."""


def read_quantity(typed: str, lowest: int, highest: int) -> int:
    """The whole number typed, within the limits; a QuantityRefused otherwise, never a clamp."""
    text = "".join((typed or "").split())
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal():
        raise NotANumber(typed, lowest, highest)
    negative = text.startswith("-")
    if not negative and len(digits.lstrip("0")) > LONGEST_NUMBER:
        raise AboveMaximum(typed, lowest, highest)
    return check_quantity(-1 if negative else int(digits), lowest, highest, typed)


def check_quantity(quantity: int, lowest: int, highest: int, typed: str | None = None) -> int:
    """The quantity itself when the limits allow it."""
    written = typed if typed is not None else str(quantity)
    if quantity < max(1, lowest):
        raise BelowMinimum(written, lowest, highest)
    if quantity > highest:
        raise AboveMaximum(written, lowest, highest)
    return quantity


def joined(mine: int, other: int) -> int:
    """The quantity when two carts hold the same plan: the larger one, never their sum."""
    return max(mine, other)


@frozen
class Line:
    """A line of the cart as priced today in one country; `price` is None where it is not sold.

    `listed` is what others pay, where this buyer pays less.
    """

    item_id: int
    plan_id: int
    slug: str
    name: str
    publisher: str
    kind: str
    unit: str
    commitment: str
    billing: str
    quantity: int
    lowest: int
    highest: int
    price: Money | None
    seen: Money
    vat_rate: int
    reference: str = ""
    listed: Money | None = None

    @property
    def sold(self) -> bool:
        """Whether it can be ordered here today."""
        return self.price is not None

    @property
    def repriced(self) -> bool:
        """Whether its price is another one than the customer last saw, or another currency.

        A partner who saw the price of all before signing in is shown both: nothing has changed.
        """
        return self.price is not None and self.price != self.seen and self.listed != self.seen

    @property
    def net(self) -> Money:
        """Net price of the line for one billing period."""
        return self.item.net

    @property
    def outside_limits(self) -> bool:
        """Whether the offer's limits have moved away from the quantity."""
        return self.sold and not max(1, self.lowest) <= self.quantity <= self.highest

    @property
    def item(self) -> Item:
        """The line as the schedule counts it; only for what is sold here."""
        if self.price is None:
            raise NotForSale(self.plan_id)
        return Item(
            self.name, self.quantity, self.price, self.commitment, self.billing, self.vat_rate
        )


@frozen
class Priced:
    """A whole cart as priced today: its lines in order, the currency of its totals."""

    lines: tuple[Line, ...]
    currency: str

    @property
    def items(self) -> list[Item]:
        """What can be ordered, as the schedule counts it."""
        return [line.item for line in self.lines if line.sold]

    @property
    def repriced(self) -> list[Line]:
        """Lines whose price is not the one last seen."""
        return [line for line in self.lines if line.repriced]

    @property
    def blocked(self) -> list[Line]:
        """Lines that keep the cart from being ordered."""
        return [line for line in self.lines if not line.sold or line.outside_limits]

    @property
    def orderable(self) -> bool:
        """Whether « Commander » has something to order and nothing to settle first."""
        return bool(self.lines) and not self.blocked
