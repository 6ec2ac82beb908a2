"""Requests about personal data, what was erased, and what retention did (clauses 9.3, 3.3a)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock

OPEN = "open"
DONE = "done"
REFUSED = "refused"
CANCELLED = "cancelled"


class DataRequest(Model):
    """One request under a right of clause 9.3, with its clock; `due_on` is a day of its country.

    Asked for in My Account (`person` is set) or by mail and entered by staff. Erasure empties what
    names the person; `email_hash` then still proves that an address asked.
    """

    reference = peewee.CharField(unique=True)
    key = peewee.CharField(unique=True)
    kind = peewee.CharField()
    uses = JsonField(default=list)
    body = peewee.TextField(default="")
    organisation = peewee.ForeignKeyField(Organisation, null=True, backref="data_requests")
    person = peewee.ForeignKeyField(Person, null=True, backref="data_requests", on_delete="SET NULL")
    name = peewee.CharField(default="")
    email = peewee.CharField(default="")
    email_hash = peewee.CharField(index=True)
    channel = peewee.CharField(default="account")  # or "mail", "post", "phone": how it came
    language = peewee.CharField()
    country = peewee.CharField()
    received_at = UtcField(default=clock.now)
    received_on = peewee.DateField()
    due_on = peewee.DateField()
    extended_at = UtcField(null=True)
    runs_on = peewee.DateField(null=True)  # an erasure: the day from which the software does it
    identity_asked_on = peewee.DateField(null=True)
    identity_checked_on = peewee.DateField(null=True)
    state = peewee.CharField(default=OPEN)
    answer = peewee.TextField(default="")
    closed_at = UtcField(null=True)

    class Meta:
        table_name = "data_request"
        indexes = (
            (("state", "due_on"), False),
            (("state", "runs_on"), False),
            (("organisation", "id"), False),
            (("state", "id"), False),
            (("kind", "id"), False),
            (("country", "id"), False),
        )


class DataRequestEvent(Model):
    """One step of a request, shown to who asked; `by` is empty for the person and the software."""

    request = peewee.ForeignKeyField(DataRequest, backref="events", on_delete="CASCADE")
    kind = peewee.CharField()
    note = peewee.TextField(default="")
    by = peewee.CharField(default="")
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "data_request_event"


class Erasure(Model):
    """An account that was erased: `key` is all by which its documents can still be found.

    `finished_at` is empty while sums remain due: what their invoices need is kept apart until then.
    """

    key = peewee.CharField(unique=True)
    organisation = peewee.ForeignKeyField(Organisation, unique=True, backref="erasure")
    reason = peewee.CharField()
    report = JsonField(default=dict)
    begun_at = UtcField(default=clock.now)
    finished_at = UtcField(null=True, index=True)


class LastSign(Model):
    """The last sign of life of an organisation, kept when the logs that showed it are purged."""

    organisation = peewee.ForeignKeyField(Organisation, unique=True, backref="last_sign")
    at = UtcField()

    class Meta:
        table_name = "last_sign"


class IdleWarning(Model):
    """The notice that an idle account will be deleted; a sign of life takes it away."""

    organisation = peewee.ForeignKeyField(Organisation, unique=True, backref="idle_warning")
    warned_on = peewee.DateField(index=True)

    class Meta:
        table_name = "idle_warning"


class RetentionRun(Model):
    """What one run purged, by kind; `finished_at` is empty when it was cut off."""

    day = peewee.DateField(index=True)
    source = peewee.CharField()  # "command" or "worker"
    counts = JsonField(default=dict)
    started_at = UtcField(default=clock.now)
    finished_at = UtcField(null=True)

    class Meta:
        table_name = "retention_run"
