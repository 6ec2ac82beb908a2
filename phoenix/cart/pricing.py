"""A cart at today's prices of a country, and the single offer behind a line (clauses 4.1a, 5a)."""

from __future__ import annotations

from datetime import date

from phoenix.cart.models import Cart
from phoenix.cart.rules import Line, NotForSale, Priced
from phoenix.catalogue import service as catalogue
from phoenix.catalogue.cache import Kept
from phoenix.catalogue.discounts import NONE, Discounts, offered
from phoenix.database import database
from phoenix.kernel import clock, vat
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.values import frozen
from phoenix.partners import service as partners

_kept = Kept(capacity=1_000)
ITEMS = (
    "SELECT id, plan_id, quantity, seen_price, seen_currency FROM cart_item "
    "WHERE cart_id = {mark} ORDER BY id"
)


@frozen
class Scene:
    """Where and for whom a cart is priced: country, language, VAT territory, legal day, discounts."""

    country: str
    language: str
    territory: str
    today: date
    discounts: Discounts = NONE

    @property
    def currency(self) -> str:
        """The currency of every total."""
        return COUNTRIES[self.country].currency


def scene(country: str, language: str, organisation=None) -> Scene:
    """Today's scene; an organisation of another country is shown the VAT and the prices of the page's own."""
    home = organisation is not None and organisation.country == country
    territory = organisation.vat_territory if home else vat.HOME_TERRITORY[country]
    mine = partners.discounts(organisation) if home else NONE
    return Scene(country, language, territory, clock.today(COUNTRIES[country].timezone), mine)


def rate_of(where: Scene) -> int:
    """The VAT rate of a scene, in basis points."""
    return vat.rate_on(where.territory, where.today)


def priced(cart: Cart | None, where: Scene) -> Priced:
    """The cart at today's prices of a country, in a constant number of queries (clauses 4.1b, 5a)."""
    if cart is None:
        return Priced((), where.currency)
    items = database.execute_sql(ITEMS.format(mark=database.obj.param), (cart.id,)).fetchall()
    offers = _offers(tuple(item[1] for item in items), where)
    rate = rate_of(where)
    mine, today = where.discounts, where.today
    lines = tuple(_line(item, offered(offers[item[1]], mine, today), where.language, rate) for item in items)
    return Priced(lines, where.currency)


def _offers(plan_ids: tuple[int, ...], where: Scene) -> dict:
    """The offers of these plans, sold today or not; kept until the catalogue changes."""
    key = (plan_ids, where.country, where.today)
    return _kept.get(key, lambda: catalogue.offers(plan_ids, where.country, where.today))


def _line(item: tuple, offer, language: str, rate: int) -> Line:
    item_id, plan_id, quantity, seen_price, seen_currency = item
    return Line(
        item_id=item_id,
        plan_id=plan_id,
        slug=offer.slug,
        name=offer.name(language),
        publisher=offer.publisher,
        kind=offer.kind,
        unit=offer.unit,
        commitment=offer.commitment,
        billing=offer.billing,
        quantity=quantity,
        lowest=offer.min_quantity,
        highest=offer.max_quantity,
        price=offer.unit_price if offer.available else None,
        seen=Money(seen_price, seen_currency),
        vat_rate=rate,
        reference=offer.reference,
        listed=offer.list_price if offer.lowered else None,
    )


def offer_of(plan_id: int, country: str):
    """The offer of a plan, here and today; NotForSale when there is none (clause 4.1a)."""
    today = clock.today(COUNTRIES[country].timezone)
    key = ((plan_id,), country, today)
    offer = _kept.get(key, lambda: catalogue.offers([plan_id], country, today)).get(plan_id)
    if offer is None or not offer.available:
        raise NotForSale(plan_id)
    return offer
