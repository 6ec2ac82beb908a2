"""What is about to be ordered: a cart belongs to a visit, then to an organisation."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Plan
from phoenix.database import MinorField, Model, UtcField
from phoenix.kernel import clock


class Cart(Model):
    """A cart; `country` is where its prices were last seen, `round` counts the orders it became."""

    key = peewee.CharField(unique=True)
    organisation = peewee.ForeignKeyField(Organisation, backref="carts", null=True, unique=True)
    country = peewee.CharField()
    notice = peewee.CharField(default="")
    round = peewee.IntegerField(default=0)
    updated_at = UtcField(default=clock.now, index=True)


class CartItem(Model):
    """A plan and how many; the price is the one that the customer was last shown."""

    cart = peewee.ForeignKeyField(Cart, backref="items", on_delete="CASCADE")
    plan = peewee.ForeignKeyField(Plan, backref="cart_items", on_delete="CASCADE")
    quantity = peewee.IntegerField()
    seen_price = MinorField()
    seen_currency = peewee.CharField()

    class Meta:
        indexes = ((("cart", "plan"), True),)
