"""The cart: changed, merged at sign-in, settled by an order; found and priced by its neighbours."""

from __future__ import annotations

from datetime import timedelta

import peewee

from phoenix.cart.finding import count_for_request, find, first, open_cart
from phoenix.cart.models import Cart, CartItem
from phoenix.cart.pricing import Scene, offer_of, priced, rate_of, scene
from phoenix.cart.rules import (
    MOST_LINES,
    CartFull,
    Priced,
    check_quantity,
    joined,
    read_quantity,
)
from phoenix.database import database, for_update, is_sqlite, transaction
from phoenix.kernel import clock, events
from phoenix.kernel.money import Money

__all__ = (
    "Scene",
    "acknowledge",
    "add",
    "change",
    "count_for_request",
    "find",
    "merge",
    "offer_of",
    "open_cart",
    "priced",
    "rate_of",
    "remove",
    "restore",
    "scene",
    "settle",
)
ITEM = "SELECT * FROM cart_item WHERE id = {mark} AND cart_id = {mark}"
OF_PRODUCT = (
    "SELECT cart_item.id, cart_item.plan_id, cart_item.quantity FROM cart_item "
    "JOIN plan ON plan.id = cart_item.plan_id WHERE cart_item.cart_id = {mark} AND plan.product_id = {mark}"
)
TOUCH_EVERY = timedelta(hours=1)
MERGED = "merged"


def add(cart: Cart, plan_id: int, typed: str, country: str) -> CartItem:
    """Put a plan into the cart; what is there already of it is added to.

    NotForSale, CartFull or a QuantityRefused: then nothing has changed.
    """
    offer = offer_of(plan_id, country)
    quantity = read_quantity(typed, offer.min_quantity, offer.max_quantity)
    with transaction():
        _lock(cart)
        mine, others = _held(cart, offer)
        room = offer.max_quantity - others
        if mine is not None:
            together = check_quantity(mine[1] + quantity, offer.min_quantity, room, typed)
            item = CartItem(id=mine[0], cart=cart, plan=plan_id, quantity=together)
            _write_quantity(item)
        else:
            check_quantity(quantity, offer.min_quantity, room, typed)
            item = _new_item(cart, plan_id, quantity, offer.unit_price, country)
        _touch(cart)
    return item


def _held(cart: Cart, offer) -> tuple[tuple[int, int] | None, int]:
    """What the cart holds of a product: (item, quantity) of this plan, and how many of its other plans.

    A product's maximum counts all of its plans.
    """
    query = OF_PRODUCT.format(mark=database.obj.param)
    rows = database.execute_sql(query, (cart.id, offer.product_id)).fetchall()
    mine = next(((item, quantity) for item, plan, quantity in rows if plan == offer.plan_id), None)
    return mine, sum(quantity for _item, plan, quantity in rows if plan != offer.plan_id)


def change(cart: Cart, item_id: int, typed: str, country: str) -> CartItem:
    """Give a line another quantity; LookupError when it is not in this cart."""
    item = _item(cart, item_id)
    offer = offer_of(item.plan_id, country)
    with transaction():
        _lock(cart)
        item.quantity = read_quantity(typed, offer.min_quantity, offer.max_quantity - _held(cart, offer)[1])
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
        if find(event.cart_key, None) is None:  # a second sign-in at once took it meanwhile
            return
        mine = Cart.get_or_none(Cart.organisation == event.organisation_id)
        if mine is None and _becomes(visit, event.organisation_id):
            return
        mine = mine or Cart.get(Cart.organisation == event.organisation_id)
        _lock(mine)
        _move_items(visit, mine)
        visit.delete_instance(recursive=True)


def _becomes(visit: Cart, organisation_id: int) -> bool:
    """Make this the organisation's cart; False when another browser's became it at that moment."""
    try:
        with transaction():
            Cart.update(organisation=organisation_id).where(Cart.id == visit.id).execute()
    except peewee.IntegrityError:
        return False
    return True


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
    item = first(CartItem, ITEM, item_id, cart.id)
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
