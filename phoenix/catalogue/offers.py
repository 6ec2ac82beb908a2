"""What other rooms learn of a plan: one frozen offer, read in a constant number of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from phoenix.catalogue import rules
from phoenix.catalogue.models import Plan, in_english
from phoenix.catalogue.rules import DatedPrice
from phoenix.database_rows import day as stored_day
from phoenix.database_rows import read
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


PRICES = """SELECT plan_id, valid_from, amount, currency FROM price
WHERE country = '{country}' AND plan_id IN ({ids}) ORDER BY valid_from"""
PLANS = """SELECT plan.id, plan.code, plan.commitment, plan.billing, plan.vendor_window_hours, plan.withdrawn_on,
  product.id, product.slug, product.reference, product.kind, product.name_fr, product.name_en, product.stale_en,
  product.unit, product.min_quantity, product.max_quantity, product.family_id, publisher.name,
  product.active AND product.sold_{country}, product.valid_from, product.valid_until
FROM plan JOIN product ON product.id = plan.product_id JOIN publisher ON publisher.id = product.publisher_id
WHERE plan.id IN ({ids})"""
PLANS_OF = "SELECT id FROM plan WHERE product_id IN ({ids})"
PRICED = """SELECT plan.product_id, plan.id, plan.commitment, plan.billing, price.valid_from, price.amount, price.currency
FROM plan JOIN price ON price.plan_id = plan.id AND price.country = '{country}'
WHERE plan.product_id IN ({ids}) AND (plan.withdrawn_on IS NULL OR plan.withdrawn_on > '{day}')
ORDER BY plan.id, price.valid_from"""


def dated_prices(plan_ids: Iterable[int], country: str) -> dict[int, list[DatedPrice]]:
    """Every price of these plans in a country, past and announced, in one query."""
    found = defaultdict(list)
    for plan_id, valid_from, amount, currency in read(PRICES.replace("{country}", country), plan_ids):
        found[plan_id].append(DatedPrice(stored_day(valid_from), Money(amount, currency)))
    return found


def offers(plan_ids: Iterable[int], country: str, day: date) -> dict[int, Offer]:
    """The offers of these plans in a country on a day, in two queries; unknown ids are left out."""
    plan_ids = list(plan_ids)
    return _offers(plan_ids, dated_prices(plan_ids, country), country, day)


def _offers(plan_ids: list[int], prices: dict[int, list[DatedPrice]], country: str, day: date) -> dict[int, Offer]:
    plans = read(PLANS.replace("{country}", country), plan_ids)
    return {row[0]: _offer(row, prices[row[0]], day) for row in plans}


@frozen
class Cheapest:
    """Of the plans of a product that can be bought, the one that costs least a month; how many there are, and the
    first price announced for any."""

    offer: Offer
    plans: int
    announced: tuple[date, Money] | None


def cheapest_of(product_ids: Iterable[int], country: str, day: date) -> dict[int, Cheapest]:
    """The cheapest plan of each product that can be bought on that day, in two queries; of equal ones the freest."""
    known: dict[tuple[int, int, str, str], list[DatedPrice]] = defaultdict(list)
    sql = PRICED.replace("{country}", country).replace("{day}", day.isoformat())
    for *plan, valid_from, amount, currency in read(sql, product_ids):
        known[tuple(plan)].append(DatedPrice(stored_day(valid_from), Money(amount, currency)))
    found = defaultdict(list)
    for (product_id, plan_id, commitment, billing), prices in known.items():
        price = rules.in_force(prices, day)
        if price is not None:
            monthly = rules.per_month(price, commitment, billing)
            found[product_id].append((monthly.minor, rules.plan_order(commitment, billing), plan_id, prices))
    best = {product_id: min(plans) for product_id, plans in found.items()}
    prices = {plan_id: prices for _, _, plan_id, prices in best.values()}
    offers_found = _offers(list(prices), prices, country, day)
    return {
        product_id: Cheapest(offer, len(found[product_id]), _first_announced(found[product_id], day))
        for product_id, (_, _, plan_id, _) in best.items()
        if (offer := offers_found[plan_id]).available
    }


def _first_announced(plans: list[tuple], day: date) -> tuple[date, Money] | None:
    coming = [each for *_, prices in plans if (each := rules.announced(prices, day))]
    first = min(coming, key=lambda each: each.valid_from, default=None)
    return (first.valid_from, first.amount) if first else None


def offers_of(product_ids: Iterable[int], country: str, day: date) -> dict[int, list[Offer]]:
    """What can be bought of each product on that day, freest plan first, in three queries."""
    found = defaultdict(list)
    for offer in offers([row[0] for row in read(PLANS_OF, product_ids)], country, day).values():
        if offer.available:
            found[offer.product_id].append(offer)
    for each in found.values():
        each.sort(key=lambda offer: rules.plan_order(offer.commitment, offer.billing))
    return found


def _offer(row: tuple, prices: list[DatedPrice], day: date) -> Offer:
    """The offer of a row of PLANS; for sale where it has its price, is not withdrawn and its period holds (4.1a)."""
    plan_id, code, commitment, billing, window, withdrawn_on, product_id, slug, reference, kind, *row = row
    french, english, stale, unit, smallest, largest, family_id, publisher, is_sold, valid_from, valid_until = row
    price = rules.in_force(prices, day)
    coming = rules.announced(prices, day)
    withdrawn = withdrawn_on is not None and stored_day(withdrawn_on) <= day
    on_sale = is_sold and not withdrawn and rules.on_sale(stored_day(valid_from), stored_day(valid_until), day)
    return Offer(
        plan_id=plan_id,
        product_id=product_id,
        slug=slug,
        reference=reference,
        code=code,
        kind=kind,
        names=(french, in_english(french, english, "name" in json.loads(stale))),
        unit=unit,
        commitment=commitment,
        billing=billing,
        unit_price=price,
        min_quantity=smallest,
        max_quantity=largest,
        available=price is not None and on_sale,
        publisher=publisher,
        announced=(coming.valid_from, coming.amount) if coming else None,
        vendor_window_hours=window,
        family_id=family_id,
        list_price=price,
    )


def price_in_force(plan: Plan | int, country: str, day: date) -> Money | None:
    """The net price of a plan (row or id) in a country on a day, sold or not (clause 5b)."""
    plan_id = plan if isinstance(plan, int) else plan.id
    return rules.in_force(dated_prices([plan_id], country)[plan_id], day)


def currency_of(country: str) -> str:
    """The currency in which a country's prices are set (clause 5a)."""
    return COUNTRIES[country].currency
