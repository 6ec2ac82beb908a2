"""Subscriptions as chains of terms, their seats in lots, their periods billed once (spec: subscriptions.md)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation
from phoenix.archive.sources import Kept
from phoenix.catalogue.models import Plan, Product
from phoenix.database import JsonField, MinorField, Model, UtcField
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock, terms
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.kernel.terms import Span
from phoenix.orders.models import OrderLine
from phoenix.subscriptions.rules import Pause, Seats

ACTIVE = "active"
ENDED = "ended"


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
    state = peewee.CharField(default=ACTIVE)
    renewal = peewee.CharField(default="renew")
    stop_reason = peewee.CharField(default="")  # who chose to stop, or why it ended
    vendor_window_hours = peewee.IntegerField(null=True)
    term_number = peewee.IntegerField(default=1)  # the term under way: its row says the rest
    term_end = peewee.DateField(null=True)
    reduction = peewee.IntegerField(default=0)  # seats that go when the term ends
    ended_on = peewee.DateField(null=True)
    # What the billing run looks at; each is None when there is nothing to do.
    next_due_on = peewee.DateField(null=True, index=True)
    next_notice_on = peewee.DateField(null=True, index=True)
    announce_on = peewee.DateField(null=True, index=True)
    created_at = UtcField(default=clock.now)

    class Meta:
        indexes = (
            (("organisation", "state", "id"), False),
            (("state", "anchor", "id"), False),
            (("anchor", "id"), False),
            (("country", "anchor", "id"), False),
            (("state", "term_end", "id"), False),
            (("state", "next_due_on", "id"), False),
        )

    @property
    def active(self) -> bool:
        """Whether it still runs."""
        return self.state == ACTIVE

    @property
    def timezone(self) -> str:
        """The zone of its legal days."""
        return COUNTRIES[self.country].timezone

    def span(self) -> Span:
        """The days of the term under way."""
        return terms.term(self.anchor, self.commitment, self.term_number)


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
    """Seats bought together: how many, from which day, until when they may still shrink.

    A renewal closes the lots of the term before and opens one for the new term. `invoice` is the
    one that billed the lot when it was added; `key` makes a form sent twice one lot.
    """

    subscription = peewee.ForeignKeyField(Subscription, backref="lots")
    quantity = peewee.IntegerField()
    added_on = peewee.DateField()
    added_at = UtcField(default=clock.now)
    shrinkable_until = UtcField(null=True)
    removed_on = peewee.DateField(null=True)
    invoice = peewee.ForeignKeyField(Invoice, null=True, backref="lots")
    key = peewee.CharField(null=True, unique=True)

    @property
    def seats(self) -> Seats:
        """The lot as the rules see it."""
        return Seats(self.quantity, self.added_on, self.removed_on)



class Period(Model):
    """One billing period: invoiced once, for its (subscription, start) is unique (clause 6.2b)."""

    subscription = peewee.ForeignKeyField(Subscription, backref="periods")
    term = peewee.ForeignKeyField(Term, backref="periods")
    start = peewee.DateField()
    end = peewee.DateField()
    seats = peewee.IntegerField(default=0)
    invoice = peewee.ForeignKeyField(Invoice, null=True, backref="periods")

    class Meta:
        indexes = ((("subscription", "start"), True),)


class SubscriptionEvent(Kept, Model):
    """The timeline: everything that happened to a subscription."""

    evidence = "subscription.event"
    subscription = peewee.ForeignKeyField(Subscription, backref="events")
    kind = peewee.CharField()
    detail = JsonField(default=dict)
    at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("subscription", "at"), False),)


class RenewalNotice(Kept, Model):
    """A notice before a term's end, owed to the customer as message `message_key` (clause 15b)."""

    evidence = "notice.renewal"
    subscription = peewee.ForeignKeyField(Subscription, backref="notices")
    term_number = peewee.IntegerField()
    days_before = peewee.IntegerField()
    next_price = MinorField(null=True)
    last_day = peewee.DateField()
    message_key = peewee.CharField()
    at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("subscription", "term_number", "days_before"), True),)


class VendorTask(Model):
    """What staff must do at the publisher: a cancellation at term end, seats, a transfer."""

    subscription = peewee.ForeignKeyField(Subscription, backref="vendor_tasks")
    kind = peewee.CharField()
    due_on = peewee.DateField()
    quantity = peewee.IntegerField(null=True)
    created_at = UtcField(default=clock.now)
    done_at = UtcField(null=True)
    dropped_at = UtcField(null=True)  # the customer changed their mind before it was done

    class Meta:
        table_name = "vendor_task"
        indexes = (
            (("done_at", "due_on"), False),
            (("due_on", "id"), False),
        )


class ForceMajeure(Model):
    """A service that cannot be given: collection pauses, paused days are credited (clause 13c)."""

    product = peewee.ForeignKeyField(Product, backref="force_majeure")
    country = peewee.CharField()
    declared_on = peewee.DateField()
    lifted_on = peewee.DateField(null=True)
    reason = peewee.TextField()
    reason_en = peewee.TextField(default="")
    declared_at = UtcField(default=clock.now)
    declared_by = peewee.CharField(default="")
    lifted_by = peewee.CharField(default="")

    class Meta:
        table_name = "force_majeure"

    @property
    def pause(self) -> Pause:
        """The pause as the rules see it."""
        return Pause(self.declared_on, self.lifted_on)


class RemainingDue(Model):
    """A sum that an account's closure left due, as it was shown that day (clause 3.3b)."""

    organisation = peewee.ForeignKeyField(Organisation, backref="remaining_dues")
    subscription = peewee.ForeignKeyField(Subscription, backref="remaining_dues")
    due_on = peewee.DateField()
    net = MinorField()
    gross = MinorField()
    currency = peewee.CharField()
    recorded_at = UtcField(default=clock.now)

    class Meta:
        table_name = "remaining_due"
        indexes = ((("subscription", "due_on"), True), (("organisation", "due_on"), False))
