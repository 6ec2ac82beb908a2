"""The evidence: entries chained per seller, and the head that says how far each chain goes (clause 4.3)."""

from __future__ import annotations

import peewee

from phoenix.database import Model


class ArchiveEntry(Model):
    """Entry `number` of a seller's chain, numbered without gap from 1; never changed, never deleted.

    `at`, `content`, `detail` and `files` are the very characters that were hashed. `detail` is the
    part that may be erased, leaving its hash (archive/service.py).
    """

    seller = peewee.CharField()
    number = peewee.IntegerField()
    kind = peewee.CharField()
    subject = peewee.CharField()
    at = peewee.CharField()
    content = peewee.TextField()
    content_sha256 = peewee.CharField()
    detail = peewee.TextField(null=True)
    detail_sha256 = peewee.CharField(default="")
    files = peewee.TextField()
    previous_sha256 = peewee.CharField()
    sha256 = peewee.CharField()

    class Meta:
        table_name = "archive_entry"
        indexes = ((("seller", "number"), True), (("subject", "seller", "number"), False))


class ArchiveHead(Model):
    """How far a seller's chain goes: its last number and hash; the row lock makes writers queue."""

    seller = peewee.CharField(unique=True)
    number = peewee.IntegerField(default=0)
    sha256 = peewee.CharField()

    class Meta:
        table_name = "archive_head"
