"""How many carts hold a plan."""

from __future__ import annotations

import peewee

from phoenix.cart.models import Cart, CartItem


def carts_holding(plan_ids: list[int]) -> dict[tuple[int, str], int]:
    """How many carts hold each of these plans, by plan and country; in one query, without those that none holds."""
    columns = CartItem.plan, Cart.country, peewee.fn.COUNT(CartItem.id)
    rows = CartItem.select(*columns).join(Cart).where(CartItem.plan.in_(plan_ids)).group_by(CartItem.plan, Cart.country)
    return {(plan, country): count for plan, country, count in rows.tuples()}
