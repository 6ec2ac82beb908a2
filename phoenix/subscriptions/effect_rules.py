"""What a change of price does to the subscriptions of a plan, on plain values (clauses 15a, 15b)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from phoenix.catalogue.discounts import NONE, Discounts
from phoenix.catalogue.rules import DatedPrice, in_force, per_month, with_changes
from phoenix.kernel import terms
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.subscriptions.rules import price_at_renewal


@frozen
class Group:
    """Subscriptions alike in all that counts: `count` of them with `seats` seats in their next term.

    A partner's renew with what it pays less on their `family`.
    """

    anchor: date
    commitment: str
    billing: str
    term: int
    unit_price: Money
    count: int
    seats: int
    discounts: Discounts = NONE
    family: int = 0

    def price(self, listed: Money, day: date) -> Money:
        """What they pay from `day` on where the catalogue says `listed`."""
        return self.discounts.price(listed, self.family, day)


@frozen
class Effect:
    """What a change does: a new price `after`, or the one that counts when an announced one is withdrawn.

    `before` would have counted that day otherwise. Of `renewing` subscriptions, `later` renew once more
    before; the first does on `first_on`. `paid_now` and `paid_then` are net, for a month, of all of them.
    """

    before: Money | None
    after: Money | None
    renewing: int
    later: int
    first_on: date | None
    paid_now: Money | None
    paid_then: Money | None
    carts: int = 0

    @property
    def more(self) -> Money | None:
        """By how much what they pay in a month changes, net."""
        return self.paid_then - self.paid_now if self.paid_now is not None else None


def effect(
    groups: Iterable[Group], prices: list[DatedPrice], day: date, amount: Money | None, withdrawn_on: date | None = None
) -> Effect:
    """What it does to these groups that the price beginning on `day` is set to `amount`, or withdrawn (None).

    `prices` are all of the plan in that country as they are now, `withdrawn_on` the day on which its sale ends.
    """
    coming = with_changes(prices, [(day, amount)])
    until = min((price.valid_from for price in coming if price.valid_from > day), default=None)
    dated = [(price.valid_from, price.amount) for price in coming]
    after = in_force(coming, day)
    touched = []
    for group in groups:
        renewal, number = _renewal(group, day)
        if (until is None or renewal < until) and price_at_renewal(dated, withdrawn_on, renewal) is not None:
            touched.append((group, renewal, number))
    return Effect(
        before=in_force(prices, day),
        after=after,
        renewing=sum(group.count for group, _, _ in touched),
        later=sum(group.count for group, _, number in touched if number > group.term + 1),
        first_on=min((renewal for _, renewal, _ in touched), default=None),
        paid_now=_monthly([(group, group.unit_price) for group, _, _ in touched]),
        paid_then=_monthly([(group, group.price(after, renewal)) for group, renewal, _ in touched]),
    )


def _renewal(group: Group, day: date) -> tuple[date, int]:
    """(first day, number) of the first term that opens on `day` or later, and is not open yet."""
    number = group.term + 1
    while (start := terms.term(group.anchor, group.commitment, number).start) < day:
        number += 1
    return start, number


def _monthly(paid: list[tuple[Group, Money]]) -> Money | None:
    if not paid:
        return None
    total = Money.zero(paid[0][1].currency)
    for group, unit in paid:
        total += per_month(unit * group.seats, group.commitment, group.billing)
    return total
