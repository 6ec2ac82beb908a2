"""What publishers say of their licences, and where to read it (clause 16a)."""

from __future__ import annotations

import peewee

from phoenix.catalogue.models import Product, Publisher, Translated
from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock


class ThirdPartyDocument(Translated, Model):
    """A text of a publisher's: at an address of theirs, or a PDF that we keep; of one product or of all of theirs.

    `language` is that of the text itself, `notice` says in our words what its licence limits.
    """

    publisher = peewee.ForeignKeyField(Publisher, backref="documents", on_delete="RESTRICT")
    product = peewee.ForeignKeyField(Product, null=True, backref="third_party_documents", on_delete="CASCADE")
    title_fr = peewee.CharField()
    title_en = peewee.CharField(default="")
    notice_fr = peewee.TextField(default="")
    notice_en = peewee.TextField(default="")
    stale_en = JsonField(default=dict)
    language = peewee.CharField(default="fr")
    url = peewee.CharField(default="")
    sha256 = peewee.CharField(null=True)
    file_name = peewee.CharField(default="")
    position = peewee.IntegerField(default=0)
    withdrawn_at = UtcField(null=True)
    version = peewee.IntegerField(default=1)
    updated_at = UtcField(default=clock.now)

    class Meta:
        table_name = "third_party_document"
        constraints = (peewee.Check("url <> '' OR sha256 IS NOT NULL"),)
        indexes = ((("publisher", "id"), False),)
