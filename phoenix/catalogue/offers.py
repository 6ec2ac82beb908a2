"""What other rooms learn of a plan: one frozen offer, read in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from phoenix.catalogue import rules
from phoenix.catalogue.models import Plan, Price, Product, Publisher
from phoenix.catalogue.rules import DatedPrice
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen


@frozen
class Offer:
    """A plan as sold in one country on one day; `unit_price` is net per unit and billing period.

    `available` is False when it cannot be bought that day; `unit_price` may then be None. `list_price`
    is the catalogue's, of which `unit_price` may be less for some buyers (catalogue/discounts.py).
    """

    plan_id: int
    product_id: int
    slug: str
    reference: str
    code: str
    kind: str
    names: tuple[str, str]
    unit: str
    commitment: str
    billing: str
    unit_price: Money | None
    min_quantity: int
    max_quantity: int
    available: bool
    publisher: str
    announced: tuple[date, Money] | None
    vendor_window_hours: int | None = None
    family_id: int = 0
    list_price: Money | None = None

    @property
    def lowered(self) -> bool:
        """Whether this buyer pays less than the catalogue says."""
        return self.list_price is not None and self.unit_price != self.list_price

    def name(self, language: str) -> str:
        """The product's name in `language`."""
        return self.names[0 if language == "fr" else 1]


def dated_prices(plan_ids: Iterable[int], country: str) -> dict[int, list[DatedPrice]]:
    """Every price of these plans in a country, past and announced, in one query."""
    found = defaultdict(list)
    rows = (
        Price.select(Price.plan, Price.valid_from, Price.amount, Price.currency)
        .where(Price.plan.in_(list(plan_ids)), Price.country == country)
        .order_by(Price.valid_from)
        .tuples()
    )
    for plan_id, valid_from, amount, currency in rows:
        found[plan_id].append(DatedPrice(valid_from, Money(amount, currency)))
    return found


def offers(plan_ids: Iterable[int], country: str, day: date) -> dict[int, Offer]:
    """The offers of these plans in a country on a day, in two queries; unknown ids are left out."""
    plan_ids = list(plan_ids)
    prices = dated_prices(plan_ids, country)
    plans = (
        Plan.select(Plan, Product, Publisher)
        .join(Product)
        .join(Publisher)
        .where(Plan.id.in_(plan_ids))
    )
    return {plan.id: _offer(plan, prices[plan.id], country, day) for plan in plans}


def offers_of(product_ids: Iterable[int], country: str, day: date) -> dict[int, list[Offer]]:
    """What can be bought of each product on that day, freest plan first, in three queries."""
    ids = [row[0] for row in Plan.select(Plan.id).where(Plan.product.in_(list(product_ids))).tuples()]
    found = defaultdict(list)
    for offer in offers(ids, country, day).values():
        if offer.available:
            found[offer.product_id].append(offer)
    for each in found.values():
        each.sort(key=lambda offer: rules.plan_order(offer.commitment, offer.billing))
    return found


def _offer(plan: Plan, prices: list[DatedPrice], country: str, day: date) -> Offer:
    product = plan.product
    price = rules.in_force(prices, day)
    coming = rules.announced(prices, day)
    return Offer(
        plan_id=plan.id,
        product_id=product.id,
        slug=product.slug,
        reference=product.reference,
        code=plan.code,
        kind=product.kind,
        names=(product.name_fr, product.name("en")),
        unit=product.unit,
        commitment=plan.commitment,
        billing=plan.billing,
        unit_price=price,
        min_quantity=product.min_quantity,
        max_quantity=product.max_quantity,
        available=price is not None and is_for_sale(plan, country, day),
        publisher=product.publisher.name,
        announced=(coming.valid_from, coming.amount) if coming else None,
        vendor_window_hours=plan.vendor_window_hours,
        family_id=product.family_id,
        list_price=price,
    )


def is_for_sale(plan: Plan, country: str, day: date) -> bool:
    """Whether a plan may be bought in a country on a day, its price aside (clause 4.1a)."""
    product = plan.product
    withdrawn = plan.withdrawn_on is not None and plan.withdrawn_on <= day
    return (
        product.active
        and product.sold_in(country)
        and rules.on_sale(product.valid_from, product.valid_until, day)
        and not withdrawn
    )


def price_in_force(plan: Plan | int, country: str, day: date) -> Money | None:
    """The net price of a plan (row or id) in a country on a day, sold or not (clause 5b)."""
    plan_id = plan if isinstance(plan, int) else plan.id
    return rules.in_force(dated_prices([plan_id], country)[plan_id], day)


def currency_of(country: str) -> str:
    """The currency in which a country's prices are set (clause 5a)."""
    return COUNTRIES[country].currency
