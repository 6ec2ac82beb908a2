"""Prices and plans, decided on plain values: dates are passed in (clauses 5a, 15a, 15c)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from phoenix.kernel import terms
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen

ONE_OFF = ("one_off", "once")
SUBSCRIPTIONS = (
    ("none", "month"),
    ("P1M", "month"),
    ("P1Y", "month"),
    ("P1Y", "once"),
    ("P3Y", "month"),
    ("P3Y", "year"),
    ("P3Y", "once"),
)
COMMITTED_MONTHS = terms.COMMITMENT_MONTHS
BILLED_MONTHS = terms.BILLING_MONTHS
LONGEST_MONTHS = max(COMMITTED_MONTHS.values())


class PriceNotAllowed(ValueError):
    """A price that may not be set: in the past, already in force, or in another currency."""


class PriceBegun(PriceNotAllowed):
    """The day has passed, or its price is in force already: it stays as it was (clause 5b)."""


class NoSuchPrice(PriceNotAllowed):
    """No price is announced for that day: there is nothing to withdraw."""


class PlanNotAllowed(ValueError):
    """A commitment and a billing that do not go together, or not for this kind of product."""


@frozen
class DatedPrice:
    """A net price of one unit for one billing period, from a day on."""

    valid_from: date
    amount: Money


def in_force(prices: Iterable[DatedPrice], day: date) -> Money | None:
    """The price that counts on `day`, the latest that has begun (clause 15a)."""
    begun = [price for price in prices if price.valid_from <= day]
    return max(begun, key=lambda price: price.valid_from).amount if begun else None


def announced(prices: Iterable[DatedPrice], day: date) -> DatedPrice | None:
    """The next price to come after `day`, if one is set (clause 15c)."""
    coming = [price for price in prices if price.valid_from > day]
    return min(coming, key=lambda price: price.valid_from) if coming else None


def check_plan(kind: str, commitment: str, billing: str) -> None:
    """PlanNotAllowed unless the pair is one that this kind of product may have."""
    pair = (commitment, billing)
    allowed = {"subscription": SUBSCRIPTIONS, "pack": (ONE_OFF, *SUBSCRIPTIONS)}
    if pair not in allowed.get(kind, (ONE_OFF,)):
        raise PlanNotAllowed(f"{kind}: {commitment}·{billing}")


def plan_order(commitment: str, billing: str) -> int:
    """The place of a plan in comparisons: from the freest to the longest commitment."""
    pair = (commitment, billing)
    return 0 if pair == ONE_OFF else 1 + SUBSCRIPTIONS.index(pair)


def period_months(commitment: str, billing: str) -> int | None:
    """The months that one billing period covers; None for what is bought once."""
    if commitment == "one_off":
        return None
    return BILLED_MONTHS.get(billing) or COMMITTED_MONTHS[commitment]


def per_year(price: Money, commitment: str, billing: str) -> Money | None:
    """What twelve months cost at this price, to compare plans; None for what is bought once."""
    months = period_months(commitment, billing)
    return None if months is None else price.share(12, months)


def per_month(price: Money, commitment: str, billing: str) -> Money:
    """What one month costs at this price; the price itself for what is bought once."""
    months = period_months(commitment, billing)
    return price if months in (None, 1) else price.share(1, months)


def on_sale(valid_from: date | None, valid_until: date | None, day: date) -> bool:
    """Whether an offer's own period, if it names one, holds on `day` (clause 4.1a)."""
    return (valid_from is None or valid_from <= day) and (valid_until is None or day <= valid_until)


def clamp_quantity(asked: int | None, smallest: int, largest: int) -> int:
    """The quantity nearest to what was asked that the offer permits."""
    return smallest if asked is None else min(max(asked, smallest), largest)


def check_new_price(existing: Iterable[date], valid_from: date, today: date) -> None:
    """PriceNotAllowed for a day that has passed or already has its price (clauses 5b, 15a)."""
    if valid_from < today:
        raise PriceBegun(f"{valid_from} has passed")
    if valid_from == today and today in set(existing):
        raise PriceBegun(f"a price is already in force since {today}")


def check_withdrawal(existing: Iterable[date], valid_from: date, today: date) -> None:
    """PriceBegun for a price that counts or counted already, NoSuchPrice where none is announced for the day."""
    if valid_from <= today:
        raise PriceBegun(f"{valid_from} is not to come")
    if valid_from not in set(existing):
        raise NoSuchPrice(f"none on {valid_from}")


def with_changes(prices: Iterable[DatedPrice], changes: Iterable[tuple[date, Money | None]]) -> list[DatedPrice]:
    """These prices once those of some days are set, or withdrawn (None), in order."""
    amounts = {price.valid_from: price.amount for price in prices} | dict(changes)
    return [DatedPrice(day, amount) for day, amount in sorted(amounts.items()) if amount is not None]


def stale_english(stale: dict, before: dict, changes: dict) -> dict:
    """The texts whose English is out of date once `changes` (`name_fr`, `summary_en`, …) are made, each with
    the French that its English translates (clause 19b).

    English that is given is up to date; French that changes without it leaves it behind, until it is put back.
    """
    found = dict(stale)
    for name, text in changes.items():
        field, language = name[:-3], name[-3:]
        if language == "_fr" and before.get(f"{field}_en"):
            translated = found.pop(field, before[name])
            if text != translated:
                found[field] = translated
    return {field: french for field, french in found.items() if f"{field}_en" not in changes}
