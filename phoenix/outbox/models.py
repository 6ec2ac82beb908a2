"""Work owed to the outside world, written in the transaction that owes it."""

import peewee

from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock


class Job(Model):
    """One effect to have outside the database, once: `key` is unique."""

    kind = peewee.CharField()
    key = peewee.CharField(unique=True)
    payload = JsonField()
    created_at = UtcField(default=clock.now)
    due_at = UtcField(default=clock.now)
    attempts = peewee.IntegerField(default=0)
    claimed_at = UtcField(null=True)
    done_at = UtcField(null=True, index=True)
    error = peewee.TextField(null=True)

    class Meta:
        table_name = "outbox_job"
        indexes = ((("done_at", "due_at"), False),)
