"""What one product's page shows: its plans side by side, its limits, what goes with it."""

from __future__ import annotations

from datetime import date

from phoenix.catalogue import rules
from phoenix.catalogue.cards import Card, cards
from phoenix.catalogue.discounts import NONE, Discounts, offered
from phoenix.catalogue.models import Family, PackItem, Product, Publisher
from phoenix.catalogue.offers import Offer, offers, offers_of
from phoenix.kernel import terms, vat
from phoenix.kernel.markets import COUNTRIES, Market
from phoenix.kernel.money import Money, half_up
from phoenix.kernel.values import frozen

MOST_RELATED = 4
OUR_MARGIN_HOURS = 24
PRESETS = (1, 5, 10, 25, 50, 100, 250)


@frozen
class PlanRow:
    """One plan of the comparison; amounts are net unless they say gross (clauses 5c, 15c).

    `dearer` says by how many basis points a year costs more than with the cheapest plan.
    `today` is what the first billing period costs for the quantity; `later` further amounts of
    the same size follow it within the commitment, None when they go on until ended.
    """

    offer: Offer
    net: Money
    gross: Money
    per_year: Money | None
    cheapest: bool
    dearer: int
    today: Money
    today_gross: Money
    later: int | None
    announced_on: date | None
    announced: Money | None

    @property
    def listed(self) -> Money | None:
        """What others pay for a unit, where this buyer pays less."""
        return self.offer.list_price if self.offer.lowered else None


@frozen
class Part:
    """What a pack contains: so many units of another product's plan."""

    offer: Offer
    quantity: int


@frozen
class ProductPage:
    """All that the page shows of a product in one market on one day."""

    product: Product
    language: str
    quantity: int
    asked: int | None
    plans: tuple[PlanRow, ...]
    parts: tuple[Part, ...]
    apart: Money | None
    related: tuple[Card, ...]
    vat_rate: int

    def text(self, name: str):
        """One of the product's texts in the page's language."""
        return self.product.text(name, self.language)

    @property
    def lowered(self) -> bool:
        """Whether prices are this buyer's own."""
        return any(plan.listed for plan in self.plans)

    @property
    def compares(self) -> bool:
        """Whether there are subscription plans to compare, not one single purchase."""
        return self.plans[0].offer.commitment != "one_off"

    @property
    def window_days(self) -> int | None:
        """Days in which seats may still be given back, where a plan has a publisher's window."""
        hours = [plan.offer.vendor_window_hours for plan in self.plans if plan.offer.vendor_window_hours]
        return (min(hours) - OUR_MARGIN_HOURS) // 24 if hours else None

    @property
    def presets(self) -> tuple[int, ...]:
        """Quantities offered for comparison, within the offer's limits."""
        low, high = self.product.min_quantity, self.product.max_quantity
        return tuple(dict.fromkeys([low, *(n for n in PRESETS if low < n <= high)]))


def find(slug: str) -> Product | None:
    """The product of this address, sold or not, with its family and publisher."""
    query = Product.select(Product, Family, Publisher).join(Family).switch(Product).join(Publisher)
    return query.where(Product.slug == slug).first()


def read(
    product: Product, market: Market, day: date, asked: int | None = None, mine: Discounts = NONE
) -> ProductPage | None:
    """The page of a product in a market on a day, at the prices of a buyer with these discounts.

    None when nothing of it can be bought there.
    """
    country = market.country.code
    bought = [offered(offer, mine, day) for offer in offers_of([product.id], country, day)[product.id]]
    if not bought:
        return None
    quantity = rules.clamp_quantity(asked, product.min_quantity, product.max_quantity)
    rate = vat.rate_on(vat.HOME_TERRITORY[country], day)
    parts = _parts(product, country, day, mine)
    return ProductPage(
        product=product,
        language=market.language,
        quantity=quantity,
        asked=asked,
        plans=tuple(_rows(bought, quantity, rate)),
        parts=parts,
        apart=_apart(parts, bought),
        related=tuple(related(product, market, mine)),
        vat_rate=rate,
    )


def _rows(bought: list[Offer], quantity: int, rate: int) -> list[PlanRow]:
    yearly = [rules.per_year(o.unit_price, o.commitment, o.billing) for o in bought]
    lowest = min((amount for amount in yearly if amount), default=None) if len(bought) > 1 else None
    return [
        _row(offer, amount, lowest, quantity, rate)
        for offer, amount in zip(bought, yearly, strict=True)
    ]


def _row(offer: Offer, per_year: Money | None, lowest: Money | None, quantity: int, rate: int) -> PlanRow:
    today = offer.unit_price * quantity
    coming_on, coming = offer.announced or (None, None)
    compared = per_year is not None and lowest is not None
    return PlanRow(
        offer=offer,
        net=offer.unit_price,
        gross=vat.gross_of(offer.unit_price, rate),
        per_year=per_year,
        cheapest=compared and per_year == lowest,
        dearer=half_up((per_year - lowest).minor * 100, lowest.minor) * 100 if compared else 0,
        today=today,
        today_gross=vat.gross_of(today, rate),
        later=_later(offer),
        announced_on=coming_on,
        announced=coming,
    )


def _later(offer: Offer) -> int | None:
    """How many payments follow the first in the commitment; None: month by month, until ended."""
    if offer.commitment == "one_off":
        return 0
    months = terms.term_months(offer.commitment)
    if months == 1:
        return None
    return months // rules.period_months(offer.commitment, offer.billing) - 1


def _parts(product: Product, country: str, day: date, mine: Discounts) -> tuple[Part, ...]:
    if product.kind != "pack":
        return ()
    items = list(PackItem.select().where(PackItem.pack == product).order_by(PackItem.id))
    known = offers([item.plan_id for item in items], country, day)
    return tuple(
        Part(offered(known[item.plan_id], mine, day), item.quantity) for item in items if item.plan_id in known
    )


def _apart(parts: tuple[Part, ...], bought: list[Offer]) -> Money | None:
    """What the parts cost bought apart, when that is known and more than the pack."""
    alike = all(
        (part.offer.commitment, part.offer.billing) == (bought[0].commitment, bought[0].billing)
        for part in parts
    )
    if not parts or not alike or any(not part.offer.available for part in parts):
        return None
    apart = sum((p.offer.unit_price * p.quantity for p in parts), Money.zero(bought[0].unit_price.currency))
    return apart if apart > bought[0].unit_price else None


def related(product: Product, market: Market, mine: Discounts = NONE) -> list[Card]:
    """What is sold here and goes with a product."""
    slugs = product.related[:MOST_RELATED]
    ids = dict(Product.select(Product.slug, Product.id).where(Product.slug.in_(slugs)).tuples())
    return cards([ids[slug] for slug in slugs if slug in ids], market, mine)


def sold_elsewhere(product: Product, here: str, days: dict[str, date]) -> list[str]:
    """The other countries where this product can be bought today."""
    return [
        country
        for country in COUNTRIES
        if country != here and offers_of([product.id], country, days[country])[product.id]
    ]
