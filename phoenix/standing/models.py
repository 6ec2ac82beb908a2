"""Whether an account stands: closures asked and done, notices, suspensions, data to confirm (clauses 3.1e, 3.2, 3.3).

`open_of` is the organisation's id while a row is open: one at a time, which the database holds.
"""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.care.models import ContactMessage
from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock

ASKED, CANCELLED, DONE = "asked", "cancelled", "done"
SENT, RECEIVED, REMEDIED, ACTED = "sent", "received", "remedied", "acted"
BREACH, FRAUD = "breach", "fraud"


class Closure(Model):
    """A closure asked for, or decided (`source` "breach" or "fraud"); `purges` is what stays and until when."""

    organisation = peewee.ForeignKeyField(Organisation, backref="closures")
    open_of = peewee.IntegerField(null=True, unique=True)
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    message = peewee.ForeignKeyField(ContactMessage, null=True, unique=True, on_delete="SET NULL")
    source = peewee.CharField()
    reason = peewee.TextField(default="")
    state = peewee.CharField(default=ASKED)
    asked_at = UtcField(default=clock.now)
    settled_at = UtcField(null=True)
    settled_by = peewee.CharField(default="")
    closed_on = peewee.DateField(null=True)
    purges = JsonField(default=list)

    class Meta:
        indexes = ((("state", "id"), False), (("organisation", "id"), False))


class FormalNotice(Model):
    """A demand sent, its receipt as a person confirmed it, and what came of it (clause 3.2b)."""

    reference = peewee.CharField(unique=True)
    organisation = peewee.ForeignKeyField(Organisation, backref="notices")
    open_of = peewee.IntegerField(null=True, unique=True)
    key = peewee.CharField(unique=True)
    demand = peewee.TextField()
    channel = peewee.CharField(default="email")
    post_number = peewee.CharField(default="")
    state = peewee.CharField(default=SENT)
    sent_on = peewee.DateField()
    sent_at = UtcField(default=clock.now)
    sent_by = peewee.CharField()
    received_on = peewee.DateField(null=True)
    received_by = peewee.CharField(default="")
    proof = peewee.CharField(default="")
    settled_at = UtcField(null=True)
    settled_by = peewee.CharField(default="")
    outcome = peewee.TextField(default="")

    class Meta:
        table_name = "formal_notice"
        indexes = ((("state", "received_on"), False), (("organisation", "id"), False))


class Suspension(Model):
    """A time during which the account orders nothing; `cause` is "breach" (with its notice) or "fraud"."""

    organisation = peewee.ForeignKeyField(Organisation, backref="suspensions")
    open_of = peewee.IntegerField(null=True, unique=True)
    cause = peewee.CharField()
    notice = peewee.ForeignKeyField(FormalNotice, null=True, backref="suspensions")
    reason = peewee.TextField()
    began_at = UtcField(default=clock.now)
    began_by = peewee.CharField()
    lifted_at = UtcField(null=True)
    lifted_by = peewee.CharField(default="")
    lifted_why = peewee.TextField(default="")

    class Meta:
        indexes = ((("organisation", "id"), False),)


class DataConfirmation(Model):
    """Staff, or a partner through staff, asked that the data be confirmed by a day (clause 3.1e)."""

    organisation = peewee.ForeignKeyField(Organisation, backref="confirmations")
    open_of = peewee.IntegerField(null=True, unique=True)
    partner = peewee.CharField(default="")
    message = peewee.ForeignKeyField(ContactMessage, null=True, backref="confirmations", on_delete="SET NULL")
    asked_at = UtcField(default=clock.now)
    asked_by = peewee.CharField()
    due_on = peewee.DateField()
    confirmed_at = UtcField(null=True)
    confirmed_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    address = peewee.CharField(default="")
    dropped_at = UtcField(null=True)

    class Meta:
        table_name = "data_confirmation"
        indexes = ((("confirmed_at", "due_on"), False), (("organisation", "id"), False))
