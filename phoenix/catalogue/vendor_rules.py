"""A price list of Microsoft's shape (Partner Center, licence-based, new commerce): what its lines say, on plain values.

Its prices are those of the whole term, whatever the billing: a year's for P1Y also where it is paid by the month.
Ours are for one billing period (spec: subscriptions.md).
"""

from __future__ import annotations

from datetime import date, datetime

from phoenix.catalogue.rules import BILLED_MONTHS, COMMITTED_MONTHS
from phoenix.kernel.money import Money, half_up
from phoenix.kernel.values import frozen

REQUIRED = ("ProductTitle", "ProductId", "SkuId", "SkuTitle", "TermDuration", "BillingPlan", "Market", "Currency", "ERP Price", "Segment")
KEPT = (*REQUIRED, "PricingTierRangeMin", "EffectiveStartDate", "EffectiveEndDate")
MARKETS = {"FR": "fr", "MA": "ma"}
WHOLE = 10_000  # basis points
FINEST = 1_000_000  # their prices have up to six decimals

# (term, billing) of theirs, and the plans of ours that it may price.
PLANS = {
    ("P1M", "Monthly"): (("none", "month"), ("P1M", "month")),
    ("P1Y", "Monthly"): (("P1Y", "month"),),
    ("P1Y", "Annual"): (("P1Y", "once"),),
    ("P3Y", "Monthly"): (("P3Y", "month"),),
    ("P3Y", "Annual"): (("P3Y", "year"),),
    ("P3Y", "Triennial"): (("P3Y", "once"),),
}
ONCE = ("", "None", "OneTime")


class NotAPrice(ValueError):
    """No price, or no date, as they write them."""


@frozen
class Offered:
    """One line: what it is called, whose and for how long; `term_price` is what they ask for the whole term, in millionths."""

    number: int
    sku: str
    title: str
    term: str
    billing: str
    country: str
    currency: str
    segment: str
    term_price: int
    first_tier: bool
    starts_on: date | None
    ends_on: date | None

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The (commitment, billing) of the plans of ours that it prices."""
        if self.term in ONCE and self.billing in ONCE:
            return (("one_off", "once"),)
        return PLANS.get((self.term, self.billing), ())


def offered(number: int, row: dict[str, str]) -> Offered | None:
    """What a line of their list offers; None for a market where we sell nothing. NotAPrice when it cannot be read."""
    country = MARKETS.get(row["Market"].upper())
    if country is None:
        return None
    return Offered(
        number=number,
        sku=f"{row['ProductId']}:{row['SkuId']}",
        title=row["SkuTitle"] or row["ProductTitle"],
        term=row["TermDuration"],
        billing=row["BillingPlan"],
        country=country,
        currency=row["Currency"].upper(),
        segment=row["Segment"],
        term_price=read_price(row["ERP Price"]),
        first_tier=row.get("PricingTierRangeMin", "") in ("", "0", "1"),
        starts_on=read_day(row.get("EffectiveStartDate", "")),
        ends_on=read_day(row.get("EffectiveEndDate", "")),
    )


def read_price(text: str) -> int:
    """`264.00` or `264,00` in millionths; NotAPrice."""
    whole, _point, part = text.strip().replace(",", ".").partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) < 10 and len(part) <= 10 and (not part or (part.isascii() and part.isdecimal()))):
        raise NotAPrice(text)
    return int(whole) * FINEST + int(part[:6].ljust(6, "0"))


def read_day(text: str) -> date | None:
    """`2026-11-01T00:00:00Z`, `11/01/2026 00:00:00` or `11/1/2026`, as they write a day; None for nothing or for ever."""
    day = text.strip().replace("T", " ").split(" ")[0]
    for pattern in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            found = datetime.strptime(day, pattern).date() if day else None
            return None if found and found.year > 9000 else found
        except ValueError:
            continue
    raise NotAPrice(text)


def proposed(term_price: int, commitment: str, billing: str, margin: int, currency: str) -> Money:
    """Our price for one billing period: theirs for the term, shared, with `margin` basis points on it (less, below 0).

    Rounded half up to the minor unit, once.
    """
    if commitment == "one_off":
        months = periods = 1
    else:
        months = COMMITTED_MONTHS[commitment]
        periods = months // BILLED_MONTHS.get(billing, months)
    return Money(half_up(term_price * (WHOLE + margin), WHOLE * periods * (FINEST // 100)), currency)
