"""The cart: found by its visit or its organisation, changed, priced, merged and emptied."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from flask import has_request_context, session
from flask_login import current_user

from phoenix.cart.models import Cart, CartItem
from phoenix.cart.rules import (
    MOST_LINES,
    CartFull,
    Line,
    NotForSale,
    Priced,
    check_quantity,
    joined,
    read_quantity,
)
from phoenix.catalogue import service as catalogue
from phoenix.catalogue.cache import Kept
from phoenix.database import database, for_update, is_sqlite, transaction
from phoenix.kernel import clock, events, vat
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money

COUNT = (
    "SELECT COUNT(*) FROM cart_item JOIN cart ON cart.id = cart_item.cart_id WHERE cart.{column} = {mark}"
)
ITEM = "SELECT * FROM cart_item WHERE id = {mark} AND cart_id = {mark}"
ITEM_OF_PLAN = "SELECT * FROM cart_item WHERE cart_id = {mark} AND plan_id = {mark}"
TOUCH_EVERY = timedelta(hours=1)
MERGED = "merged"
_kept = Kept(capacity=2_000)


def count_for_request() -> int:
    """How many lines the visitor's cart holds: one query, none for a visitor without a cart."""
    if not has_request_context():
        return 0
    organisation_id = current_user.organisation_id
    key = session.get("cart")
    if organisation_id is None and not isinstance(key, str):
        return 0
    column, value = ("organisation_id", organisation_id) if organisation_id else ("key", key)
    query = COUNT.format(column=column, mark=database.obj.param)
    if not organisation_id:
        query += " AND cart.organisation_id IS NULL"
    return database.execute_sql(query, (value,)).fetchone()[0]


def find(key: str | None, organisation_id: int | None) -> Cart | None:
    """The organisation's cart; for a visitor, the one of the key, if it is nobody's."""
    if organisation_id is not None:
        return _first(Cart, "SELECT * FROM cart WHERE organisation_id = {mark}", organisation_id)
    if not isinstance(key, str):
        return None
    return _first(Cart, "SELECT * FROM cart WHERE key = {mark} AND organisation_id IS NULL", key)


def open_cart(key: str | None, organisation_id: int | None, country: str) -> Cart:
    """The visitor's cart, made when there is none."""
    known = find(key, organisation_id)
    if known is not None:
        return known
    with transaction():
        values = {"key": secrets.token_urlsafe(24), "country": country, "updated_at": clock.now()}
        Cart.insert(**values, organisation=organisation_id).on_conflict_ignore().execute()
    return find(values["key"], organisation_id)


def add(cart: Cart, plan_id: int, typed: str, country: str) -> CartItem:
    """Put a plan into the cart; what is there already of it is added to.

    NotForSale, CartFull or a QuantityRefused: then nothing has changed.
    """
    offer = offer_of(plan_id, country)
    quantity = read_quantity(typed, offer.min_quantity, offer.max_quantity)
    with transaction():
        _lock(cart)
        item = _first(CartItem, ITEM_OF_PLAN, cart.id, plan_id)
        if item is not None:
            sum_ = item.quantity + quantity
            item.quantity = check_quantity(sum_, offer.min_quantity, offer.max_quantity, typed)
            _write_quantity(item)
        else:
            item = _new_item(cart, plan_id, quantity, offer.unit_price, country)
        _touch(cart)
    return item


def change(cart: Cart, item_id: int, typed: str, country: str) -> CartItem:
    """Give a line another quantity; LookupError when it is not in this cart."""
    item = _item(cart, item_id)
    offer = offer_of(item.plan_id, country)
    item.quantity = read_quantity(typed, offer.min_quantity, offer.max_quantity)
    with transaction():
        _lock(cart)
        _write_quantity(item)
        _touch(cart)
    return item


def remove(cart: Cart, item_id: int) -> dict:
    """Take a line out; what `restore` needs to put it back (LookupError when it is not there)."""
    with transaction():
        _lock(cart)
        item = _item(cart, item_id)
        item.delete_instance()
        _touch(cart)
    return {
        "plan": item.plan_id,
        "quantity": item.quantity,
        "price": item.seen_price,
        "currency": item.seen_currency,
    }


def restore(cart: Cart, removed: dict) -> None:
    """Put a removed line back as it was, with the price that had been seen."""
    with transaction():
        _lock(cart)
        if CartItem.select().where(CartItem.cart == cart).count() >= MOST_LINES:
            raise CartFull
        values = {"quantity": removed["quantity"], "seen_price": removed["price"]}
        CartItem.insert(
            cart=cart, plan=removed["plan"], seen_currency=removed["currency"], **values
        ).on_conflict_ignore().execute()
        _touch(cart)


def acknowledge(cart: Cart, priced: Priced, country: str) -> None:
    """The customer has looked at today's prices: they are the ones seen from now on."""
    with transaction():
        _lock(cart)
        for line in priced.repriced:
            CartItem.update(seen_price=line.price.minor, seen_currency=line.price.currency).where(
                CartItem.id == line.item_id
            ).execute()
        Cart.update(country=country, notice="").where(Cart.id == cart.id).execute()


def merge(event: events.SignedIn) -> None:
    """The cart of the visit becomes the organisation's; two carts become one (clause 4.1b)."""
    visit = find(event.cart_key, None)
    if visit is None:
        return
    with transaction():
        _lock(visit)
        mine = Cart.get_or_none(Cart.organisation == event.organisation_id)
        if mine is None:
            Cart.update(organisation=event.organisation_id).where(Cart.id == visit.id).execute()
            return
        _lock(mine)
        _move_items(visit, mine)
        visit.delete_instance(recursive=True)


def settle(cart_id: int, cart_round: int, ordered: dict[int, int]) -> None:
    """Take out what was ordered ({plan: quantity}); lines changed since then stay in the cart."""
    with transaction():
        taken = Cart.update(round=Cart.round + 1, notice="").where(
            Cart.id == cart_id, Cart.round == cart_round
        )
        if not taken.execute():
            return
        for plan_id, quantity in ordered.items():
            CartItem.delete().where(
                CartItem.cart == cart_id, CartItem.plan == plan_id, CartItem.quantity == quantity
            ).execute()


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and for whom a cart is priced: country, language, VAT territory and legal day."""

    country: str
    language: str
    territory: str
    today: date

    @property
    def currency(self) -> str:
        """The currency of every total."""
        return COUNTRIES[self.country].currency


def scene(country: str, language: str, organisation=None) -> Scene:
    """Today's scene; an organisation of another country is shown the VAT of the page's own."""
    home = organisation is not None and organisation.country == country
    territory = organisation.vat_territory if home else vat.HOME_TERRITORY[country]
    return Scene(country, language, territory, clock.today(COUNTRIES[country].timezone))


def rate_of(where: Scene) -> int:
    """The VAT rate of a scene, in basis points."""
    return vat.rate_on(where.territory, where.today)


def priced(cart: Cart | None, where: Scene) -> Priced:
    """The cart at today's prices of a country, in a constant number of queries (clauses 4.1b, 5a)."""
    if cart is None:
        return Priced((), where.currency)
    items = _rows(CartItem, "SELECT * FROM cart_item WHERE cart_id = {mark} ORDER BY id", cart.id)
    offers = _offers(tuple(item.plan_id for item in items), where)
    rate = rate_of(where)
    lines = tuple(_line(item, offers[item.plan_id], where.language, rate) for item in items)
    return Priced(lines, where.currency)


def _offers(plan_ids: tuple[int, ...], where: Scene) -> dict:
    """The offers of these plans, sold today or not; kept until the catalogue changes."""
    key = (plan_ids, where.country, where.today)
    return _kept.get(key, lambda: catalogue.offers(plan_ids, where.country, where.today))


def _line(item: CartItem, offer, language: str, rate: int) -> Line:
    return Line(
        item_id=item.id,
        plan_id=item.plan_id,
        slug=offer.slug,
        name=offer.name(language),
        publisher=offer.publisher,
        kind=offer.kind,
        unit=offer.unit,
        commitment=offer.commitment,
        billing=offer.billing,
        quantity=item.quantity,
        lowest=offer.min_quantity,
        highest=offer.max_quantity,
        price=offer.unit_price if offer.available else None,
        seen=Money(item.seen_price, item.seen_currency),
        vat_rate=rate,
        reference=offer.reference,
    )


def offer_of(plan_id: int, country: str):
    """The offer of a plan, here and today; NotForSale when there is none (clause 4.1a)."""
    today = clock.today(COUNTRIES[country].timezone)
    key = ((plan_id,), country, today)
    offer = _kept.get(key, lambda: catalogue.offers([plan_id], country, today)).get(plan_id)
    if offer is None or not offer.available:
        raise NotForSale(plan_id)
    return offer


def _rows(model, query: str, *values) -> list:
    """Rows of a model by plain SQL: these queries stand on every page with a cart."""
    return list(model.raw(query.format(mark=database.obj.param), *values))


def _first(model, query: str, *values):
    found = _rows(model, query, *values)
    return found[0] if found else None


def _write_quantity(item: CartItem) -> None:
    query = "UPDATE cart_item SET quantity = {mark} WHERE id = {mark}"
    database.execute_sql(query.format(mark=database.obj.param), (item.quantity, item.id))


def _new_item(cart: Cart, plan_id: int, quantity: int, price: Money, country: str) -> CartItem:
    lines = CartItem.select().where(CartItem.cart == cart).count()
    if lines >= MOST_LINES:
        raise CartFull
    if not lines:
        Cart.update(country=country).where(Cart.id == cart.id).execute()
    return CartItem.create(
        cart=cart,
        plan=plan_id,
        quantity=quantity,
        seen_price=price.minor,
        seen_currency=price.currency,
    )


def _move_items(visit: Cart, mine: Cart) -> None:
    """Carry the visit's lines over; the cart page says so when both carts held something."""
    held = {item.plan_id: item for item in CartItem.select().where(CartItem.cart == mine)}
    moved = list(CartItem.select().where(CartItem.cart == visit))
    for item in moved:
        known = held.get(item.plan_id)
        if known is None:
            CartItem.update(cart=mine).where(CartItem.id == item.id).execute()
        else:
            CartItem.update(quantity=joined(known.quantity, item.quantity)).where(
                CartItem.id == known.id
            ).execute()
    notice = MERGED if held and moved else mine.notice
    Cart.update(notice=notice, updated_at=clock.now()).where(Cart.id == mine.id).execute()


def _item(cart: Cart, item_id: int) -> CartItem:
    item = _first(CartItem, ITEM, item_id, cart.id)
    if item is None:
        raise LookupError(item_id)
    return item


def _lock(cart: Cart) -> None:
    """One editor at a time; SQLite has only one writer anyway."""
    if not is_sqlite():
        for_update(Cart.select(Cart.id).where(Cart.id == cart.id)).first()


def _touch(cart: Cart) -> None:
    """Note that the cart is in use, by the hour."""
    now = clock.now()
    if now - cart.updated_at > TOUCH_EVERY:
        Cart.update(updated_at=now).where(Cart.id == cart.id).execute()
        cart.updated_at = now
