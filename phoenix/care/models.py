"""What visitors write to us, kept as it came (clauses 1a, 4.3)."""

import peewee

from phoenix.archive.sources import Kept
from phoenix.database import Model, UtcField
from phoenix.kernel import clock


class ContactMessage(Kept, Model):
    """One message of the contact form; `key` keeps a double click from sending it twice."""

    evidence = "message.received"
    key = peewee.CharField(unique=True)
    subject = peewee.CharField()
    name = peewee.CharField()
    organisation_name = peewee.CharField(default="")
    email = peewee.CharField()
    body = peewee.TextField()
    language = peewee.CharField()
    country = peewee.CharField()
    network = peewee.CharField(index=True)
    created_at = UtcField(default=clock.now, index=True)
