"""Orders: copies of all that was agreed, immutable once confirmed (clauses 4.1f, 5b)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.archive.sources import Kept
from phoenix.catalogue.models import Plan
from phoenix.database import MinorField, Model, UtcField
from phoenix.kernel import clock
from phoenix.kernel.money import Money

PREPARED = "prepared"
CONFIRMED = "confirmed"
PAID = "paid"
SUPERSEDED = "superseded"
ABANDONED = "abandoned"
CANCELLED = "cancelled"


class OrderSeries(Model):
    """The last order number given by a seller in a year; gaps are allowed."""

    seller_code = peewee.CharField()
    year = peewee.IntegerField()
    last_number = peewee.IntegerField(default=0)

    class Meta:
        table_name = "order_series"
        indexes = ((("seller_code", "year"), True),)


class Order(Model):
    """An order; `net`, `vat` and `gross` are what is due today, `facts` all that was shown.

    One made of a quote names it and its version; its prices are held up to and with `held_until` (4.1d).
    """

    number = peewee.CharField(unique=True)
    key = peewee.CharField(unique=True)
    organisation = peewee.ForeignKeyField(Organisation, backref="orders")
    person = peewee.ForeignKeyField(Person, backref="orders", null=True)
    seller_code = peewee.CharField()
    country = peewee.CharField()
    currency = peewee.CharField()
    language = peewee.CharField()
    state = peewee.CharField(default=PREPARED)
    net = MinorField()
    vat = MinorField()
    gross = MinorField()
    facts = peewee.TextField()
    purchase_reference = peewee.CharField(default="")
    created_at = UtcField(default=clock.now)
    confirmed_at = UtcField(null=True)
    paid_at = UtcField(null=True)
    address = peewee.CharField(default="")
    user_agent = peewee.TextField(default="")
    previous = peewee.ForeignKeyField("self", backref="reorders", null=True)
    superseded_by = peewee.ForeignKeyField("self", backref="supersedes", null=True)
    cart_id = peewee.IntegerField(null=True)
    cart_round = peewee.IntegerField(null=True)
    summary_sha = peewee.CharField(null=True)
    quote_number = peewee.CharField(null=True, index=True)
    quote_version = peewee.IntegerField(null=True)
    held_until = peewee.DateField(null=True)

    class Meta:
        table_name = "customer_order"
        indexes = (
            (("organisation", "state", "id"), False),
            (("organisation", "id"), False),
            (("state", "created_at"), False),
            (("cart_id", "cart_round"), False),
            (("confirmed_at", "id"), False),
            (("state", "confirmed_at", "id"), False),
            (("country", "confirmed_at", "id"), False),
            (("organisation", "confirmed_at", "id"), False),
            (("gross", "id"), False),
        )

    @property
    def total(self) -> Money:
        """What is due today, VAT included."""
        return Money(self.gross, self.currency)


class OrderLine(Model):
    """One line as ordered; a pack's components name the position of their pack.

    `list_price` is the catalogue's that day, beside the `unit_price` agreed; `plan` and `list_price`
    are None for a service in free words. `price_source` says whence the price comes: see orders/rules.py.
    """

    order = peewee.ForeignKeyField(Order, backref="lines")
    position = peewee.IntegerField()
    plan = peewee.ForeignKeyField(Plan, backref="order_lines", null=True)
    product_reference = peewee.CharField()
    name = peewee.TextField()
    publisher = peewee.CharField(default="")
    kind = peewee.CharField()
    unit = peewee.CharField()
    commitment = peewee.CharField()
    billing = peewee.CharField()
    quantity = peewee.IntegerField()
    unit_price = MinorField()
    net = MinorField()
    vat_rate = peewee.IntegerField()
    parent_position = peewee.IntegerField(null=True)
    list_price = MinorField(null=True)
    price_source = peewee.CharField(default="catalogue")

    class Meta:
        indexes = ((("order", "position"), True),)

    @property
    def price(self) -> Money:
        """The net price of one unit for one billing period."""
        return Money(self.unit_price, self.order.currency)

    @property
    def amount(self) -> Money:
        """The net price of the line for one billing period."""
        return Money(self.net, self.order.currency)


class ServiceDelivery(Kept, Model):
    """A line said to be delivered: which day, by whom. One stands at a time; undone ones stay, with their reason."""

    evidence = "service.delivered"
    order_line = peewee.ForeignKeyField(OrderLine, backref="deliveries")
    open_of = peewee.IntegerField(null=True, unique=True)  # the line's id while it stands
    key = peewee.CharField(unique=True)
    delivered_on = peewee.DateField()
    delivered_by = peewee.CharField(default="")
    note = peewee.TextField(default="")  # for the customer
    recorded_by = peewee.CharField(default="")
    recorded_at = UtcField(default=clock.now)
    undone_at = UtcField(null=True)
    undone_by = peewee.CharField(default="")
    undone_why = peewee.TextField(default="")

    class Meta:
        table_name = "service_delivery"


class OrderCancellation(Kept, Model):
    """The document by which a bound order ends: the order itself stays as it was agreed (clauses 4.1f, 5d)."""

    evidence = "order.cancelled"
    order = peewee.ForeignKeyField(Order, backref="cancellations", unique=True)
    cause = peewee.CharField()
    quote_number = peewee.CharField(default="")
    reason = peewee.TextField(default="")
    by = peewee.CharField(default="")
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "order_cancellation"
