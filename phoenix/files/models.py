"""Papers that customers and visitors sent about an order, a quote, a claim, a message or tax held back (clause 4.3)."""

from __future__ import annotations

import secrets

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.archive.sources import Kept
from phoenix.database import Model, UtcField
from phoenix.files.rules import UNSCANNED
from phoenix.kernel import clock


class StoredFile(Kept, Model):
    """One file about `kind` `number`; `key` is its name in addresses, `store` that of its bytes in the file store.

    `sha256` is that of the bytes as they were sent. `read_at` is when one of ours first opened it. `bulky`
    is "open" on the file that made a subject's papers too many to check, "done" once looked after.
    """

    evidence = "file.received"
    key = peewee.CharField(unique=True, default=lambda: secrets.token_urlsafe(15))
    kind = peewee.CharField()
    number = peewee.CharField()
    country = peewee.CharField()
    organisation = peewee.ForeignKeyField(Organisation, null=True, backref="files")
    person = peewee.ForeignKeyField(Person, null=True, backref="files", on_delete="SET NULL")
    email = peewee.CharField(default="", index=True)
    language = peewee.CharField(default="fr")
    name = peewee.CharField()
    media = peewee.CharField()
    size = peewee.IntegerField()
    pages = peewee.IntegerField(null=True)
    sha256 = peewee.CharField()
    store = peewee.CharField(unique=True)
    state = peewee.CharField(default=UNSCANNED)
    bulky = peewee.CharField(default="")
    scanned_at = UtcField(null=True)
    read_at = UtcField(null=True)
    gone_at = UtcField(null=True)
    created_at = UtcField(default=clock.now)

    class Meta:
        table_name = "stored_file"
        indexes = (
            (("kind", "number", "sha256"), True),
            (("kind", "number", "id"), False),
            (("organisation", "id"), False),
            (("kind", "id"), False),
            (("state", "id"), False),
            (("bulky", "id"), False),
            (("created_at", "id"), False),
            (("size", "id"), False),
            (("state", "created_at", "id"), False),
            (("bulky", "created_at", "id"), False),
            (("kind", "created_at", "id"), False),
        )
