"""Every mail that the shop sends, whole (clause 4.3)."""

import peewee

from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock


class Message(Model):
    """One mail: what it was made from, and the SHA-256 of its bytes in the file store."""

    key = peewee.CharField(unique=True)
    kind = peewee.CharField(index=True)
    organisation_id = peewee.IntegerField(null=True, index=True)
    to_address = peewee.CharField(index=True)
    language = peewee.CharField()
    country = peewee.CharField()
    context = JsonField()
    attachments = JsonField(default=list)
    subject = peewee.TextField(null=True)
    raw_sha256 = peewee.CharField(null=True)
    created_at = UtcField(default=clock.now, index=True)
    sent_at = UtcField(null=True)
