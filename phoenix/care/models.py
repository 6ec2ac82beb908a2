"""What people write to us: messages of the contact form, complaints, and how each went on (clauses 1a, 11a, 20a)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.archive.sources import Kept
from phoenix.database import Model, UtcField
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.orders.models import Order


class ContactMessage(Kept, Model):
    """One message of the contact form; `key` keeps a double click from sending it twice.

    `state` is "open" while an answer is owed, "answered", "done", or "held" when it looks like a robot's.
    """

    evidence = "message.received"
    key = peewee.CharField(unique=True)
    subject = peewee.CharField()
    name = peewee.CharField()
    organisation_name = peewee.CharField(default="")
    email = peewee.CharField(index=True)
    body = peewee.TextField()
    language = peewee.CharField()
    country = peewee.CharField()
    network = peewee.CharField(index=True)
    team = peewee.CharField(default="sales")
    state = peewee.CharField(default="open")
    score = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=1)
    created_at = UtcField(default=clock.now, index=True)

    class Meta:
        indexes = ((("state", "id"), False), (("state", "team", "id"), False), (("team", "id"), False))


class ContactReply(Model):
    """What followed a message of the contact form; `author` is "staff" or "customer"."""

    message = peewee.ForeignKeyField(ContactMessage, backref="replies", on_delete="CASCADE")
    key = peewee.CharField(unique=True)
    author = peewee.CharField()
    by = peewee.CharField(default="")
    body = peewee.TextField()
    at = UtcField(default=clock.now)


class Claim(Model):
    """A complaint and its clock; `received_on`, `due_on` are days of its country (clause 11a).

    `due_on` is set while an answer is owed and no paper awaited; `answered_at` is the answer to what the
    customer last wrote. `about` is the reference as typed; `order` and `invoice` only where they are the
    organisation's own.
    """

    reference = peewee.CharField(unique=True)
    key = peewee.CharField(unique=True)
    subject = peewee.CharField()
    title = peewee.CharField()
    wanted = peewee.TextField(default="")
    about = peewee.CharField(default="")
    order = peewee.ForeignKeyField(Order, null=True, backref="claims")
    invoice = peewee.ForeignKeyField(Invoice, null=True, backref="claims")
    organisation = peewee.ForeignKeyField(Organisation, null=True, backref="claims")
    person = peewee.ForeignKeyField(Person, null=True, backref="claims", on_delete="SET NULL")
    name = peewee.CharField()
    organisation_name = peewee.CharField(default="")
    email = peewee.CharField(index=True)
    channel = peewee.CharField(default="form")  # or "account", "email", "phone", "post"
    language = peewee.CharField()
    country = peewee.CharField()
    network = peewee.CharField(default="")
    state = peewee.CharField(default="open")
    received_on = peewee.DateField()
    due_on = peewee.DateField(null=True)
    answered_at = UtcField(null=True)
    closed_at = UtcField(null=True)
    outcome = peewee.CharField(default="")
    reopened = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=1)
    created_at = UtcField(default=clock.now)

    class Meta:
        constraints = (peewee.Check("state <> 'closed' OR answered_at IS NOT NULL"),)
        indexes = (
            (("state", "due_on", "id"), False),
            (("state", "country", "due_on", "id"), False),
            (("state", "id"), False),
            (("state", "country", "id"), False),
            (("country", "id"), False),
            (("organisation", "id"), False),
            (("network", "created_at"), False),
        )


class ClaimEntry(Model):
    """One step of a claim: what was written and what happened, in order; `by` is who, in words.

    `kind` is a key of care/words.py ENTRIES; `day` the day that it counts from, where it moves the clock.
    """

    claim = peewee.ForeignKeyField(Claim, backref="entries", on_delete="CASCADE")
    key = peewee.CharField(unique=True, null=True)
    kind = peewee.CharField()
    author = peewee.CharField(default="")
    by = peewee.CharField(default="")
    body = peewee.TextField(default="")
    channel = peewee.CharField(default="")
    day = peewee.DateField(null=True)
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "claim_entry"


class ClaimWait(Model):
    """Papers asked for: the clock stands from that day until they arrive."""

    claim = peewee.ForeignKeyField(Claim, backref="waits", on_delete="CASCADE")
    asked_on = peewee.DateField()
    arrived_on = peewee.DateField(null=True)

    class Meta:
        table_name = "claim_wait"


class Settlement(Model):
    """The record of the amicable attempt: what was asked, offered, agreed or not, and when (clause 20a)."""

    claim = peewee.ForeignKeyField(Claim, unique=True, backref="settlement", on_delete="CASCADE")
    asked = peewee.TextField()
    asked_on = peewee.DateField()
    offered = peewee.TextField(default="")
    offered_on = peewee.DateField(null=True)
    outcome = peewee.CharField(default="pending")  # or "agreed", "refused"
    outcome_on = peewee.DateField(null=True)
    terms = peewee.TextField(default="")
    by = peewee.CharField(default="")
    updated_at = UtcField(default=clock.now)


class HolidayOverride(Model):
    """A day that the staff know better than the calendar: a lunar feast as announced, a day worked after all."""

    country = peewee.CharField()
    day = peewee.DateField()
    closed = peewee.BooleanField()
    name = peewee.CharField(default="")
    by = peewee.CharField(default="")
    created_at = UtcField(default=clock.now)

    class Meta:
        table_name = "holiday_override"
        indexes = ((("country", "day"), True),)
