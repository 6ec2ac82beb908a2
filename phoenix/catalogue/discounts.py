"""What a buyer pays less than the catalogue says: dated, by family, on plain values (clauses 5b, 5c, 15a).

Whose discounts there are, other rooms know (phoenix/partners); here is how they lower an offer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from phoenix.catalogue.offers import Offer
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen

WHOLE = 10_000  # basis points


class Discount(NamedTuple):
    """From `valid_from` on, so many basis points less: on a family, or on all (None).

    `own` is of this buyer alone and goes before what holds for many, a family's before the one on all.
    Without basis points the rule ends there: the next wider one holds.
    """

    valid_from: date
    basis_points: int | None
    family: int | None = None
    own: bool = False


@frozen
class Discounts:
    """All discounts of one buyer, in the order in which they were set, from `since` until before `until`."""

    rows: tuple[Discount, ...] = ()
    since: date = date.min
    until: date | None = None

    def on(self, day: date, family: int) -> int:
        """The basis points less on a family, on a day: the narrowest rule in force that day, 0 for none."""
        if not self.rows or day < self.since or (self.until is not None and day >= self.until):
            return 0
        for own, wanted in ((True, family), (True, None), (False, family), (False, None)):
            found = self._latest(day, own, wanted)
            if found is not None:
                return found
        return 0

    def _latest(self, day: date, own: bool, family: int | None) -> int | None:
        begun = [row for row in self.rows if row.own == own and row.family == family and row.valid_from <= day]
        # Of two that begin on one day the one set later holds: max() keeps the first of equals.
        return max(reversed(begun), key=lambda row: row.valid_from).basis_points if begun else None

    def changes_after(self, day: date) -> list[date]:
        """The later days on which something may change, the first one first."""
        days = {row.valid_from for row in self.rows} | {self.since} | ({self.until} if self.until else set())
        return sorted(each for each in days if each > day)

    def price(self, listed: Money, family: int, day: date) -> Money:
        """What this buyer pays, where the catalogue says `listed`."""
        return less(listed, self.on(day, family))


NONE = Discounts()


def less(listed: Money, basis_points: int) -> Money:
    """A unit price with its discount, which is rounded half up: never below nothing, never above `listed`."""
    if not 0 <= basis_points <= WHOLE:
        raise ValueError(f"{basis_points} basis points")
    return listed - listed.share(basis_points, WHOLE) if basis_points else listed


def offered(offer: Offer, discounts: Discounts, day: date) -> Offer:
    """The offer as this buyer has it on `day`: its own price, and the next one that is announced."""
    if not discounts.rows or offer.unit_price is None:
        return offer
    price = discounts.price(offer.list_price, offer.family_id, day)
    return replace(offer, unit_price=price, announced=_announced(offer, discounts, price, day))


def _announced(offer: Offer, discounts: Discounts, price: Money, day: date) -> tuple[date, Money] | None:
    """The first later day on which the price is another one: the catalogue's changes, or the discount."""
    coming_on, coming = offer.announced or (None, None)
    days = sorted({*discounts.changes_after(day), *([coming_on] if coming_on else [])})
    for each in days:
        listed = coming if coming_on and each >= coming_on else offer.list_price
        then = discounts.price(listed, offer.family_id, each)
        if then != price:
            return each, then
    return None
