"""Which cart is the visitor's, by the fewest means: every page of a visitor with a cart asks."""

from __future__ import annotations

import secrets

from flask import g, has_request_context, session
from flask_login import current_user

from phoenix.cart.models import Cart
from phoenix.database import database, transaction
from phoenix.kernel import clock

COUNT = (
    "SELECT COUNT(*) FROM cart_item JOIN cart ON cart.id = cart_item.cart_id WHERE cart.{column} = {mark}"
)


def count_for_request() -> int:
    """How many lines the visitor's cart holds: one query, none for a visitor without a cart."""
    if not has_request_context():
        return 0
    if "cart_lines" in g:
        return g.cart_lines
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
        return first(Cart, "SELECT * FROM cart WHERE organisation_id = {mark}", organisation_id)
    if not isinstance(key, str):
        return None
    return first(Cart, "SELECT * FROM cart WHERE key = {mark} AND organisation_id IS NULL", key)


def open_cart(key: str | None, organisation_id: int | None, country: str) -> Cart:
    """The visitor's cart, made when there is none."""
    known = find(key, organisation_id)
    if known is not None:
        return known
    with transaction():
        values = {"key": secrets.token_urlsafe(24), "country": country, "updated_at": clock.now()}
        Cart.insert(**values, organisation=organisation_id).on_conflict_ignore().execute()
    return find(values["key"], organisation_id)


def first(model, query: str, *values):
    """The row that a plain SQL query finds, as an instance of `model`, or None.

    These queries stand on every page with a cart, and peewee's own way costs more than the query.
    """
    cursor = database.execute_sql(query.format(mark=database.obj.param), values)
    row = cursor.fetchone()
    if row is None:
        return None
    columns = model._meta.columns
    found = model(__no_default__=True)
    for description, value in zip(cursor.description, row, strict=True):
        field = columns[description[0]]
        found.__data__[field.name] = field.python_value(value)
    found._dirty.clear()
    return found
