"""Subscriptions as chains of terms, their seats in lots, their periods billed once (spec: subscriptions.md)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation
from phoenix.catalogue.models import Plan
from phoenix.database import JsonField, MinorField, Model, UtcField
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.orders.models import OrderLine


class Subscription(Model):
    """One plan bought by one organisation; `renewal` is the standing choice (clause 15d)."""

    number = peewee.CharField(unique=True)
    organisation = peewee.ForeignKeyField(Organisation, backref="subscriptions")
    plan = peewee.ForeignKeyField(Plan, backref="subscriptions")
    order_line = peewee.ForeignKeyField(OrderLine, unique=True)
    seller_code = peewee.CharField()
    country = peewee.CharField()
    currency = peewee.CharField()
    name = peewee.TextField()
    unit = peewee.CharField()
    commitment = peewee.CharField()
    billing = peewee.CharField()
    vat_rate = peewee.IntegerField()
    anchor = peewee.DateField()
    state = peewee.CharField(default="active")
    renewal = peewee.CharField(default="renew")
    vendor_window_hours = peewee.IntegerField(null=True)
    ended_on = peewee.DateField(null=True)
    next_due_on = peewee.DateField(null=True, index=True)
    created_at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("organisation", "state", "id"), False),)


class Term(Model):
    """Term `number` covers [start, end); its unit price never changes (clause 15b)."""

    subscription = peewee.ForeignKeyField(Subscription, backref="terms")
    number = peewee.IntegerField()
    start = peewee.DateField()
    end = peewee.DateField()
    unit_price = MinorField()
    opened_at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("subscription", "number"), True), (("end",), False))

    def price(self, currency: str) -> Money:
        """Net price of one seat for one billing period."""
        return Money(self.unit_price, currency)


class Lot(Model):
    """Seats bought together: how many, from which day, until when they may still shrink."""

    subscription = peewee.ForeignKeyField(Subscription, backref="lots")
    quantity = peewee.IntegerField()
    added_on = peewee.DateField()
    added_at = UtcField(default=clock.now)
    shrinkable_until = UtcField(null=True)
    removed_on = peewee.DateField(null=True)


class Period(Model):
    """One billing period: invoiced once, for its (subscription, start) is unique (clause 6.2b)."""

    subscription = peewee.ForeignKeyField(Subscription, backref="periods")
    term = peewee.ForeignKeyField(Term, backref="periods")
    start = peewee.DateField()
    end = peewee.DateField()
    invoice = peewee.ForeignKeyField(Invoice, null=True, backref="periods")

    class Meta:
        indexes = ((("subscription", "start"), True),)


class SubscriptionEvent(Model):
    """The timeline: everything that happened to a subscription."""

    subscription = peewee.ForeignKeyField(Subscription, backref="events")
    kind = peewee.CharField()
    detail = JsonField(default=dict)
    at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("subscription", "at"), False),)
