"""Documents of publishers: where they are, in whose name, what their licences limit."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import UtcField


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    Publisher, Product = existing(db, "publisher"), existing(db, "product")

    class ThirdPartyDocument(Model):
        publisher = ForeignKeyField(Publisher, on_delete='RESTRICT')
        product = ForeignKeyField(Product, null=True, on_delete='CASCADE')
        title_fr = CharField()
        title_en = CharField(default='')
        notice_fr = TextField(default='')
        notice_en = TextField(default='')
        stale_en = JsonField(default=dict)
        language = CharField(default='fr')
        url = CharField(default='')
        sha256 = CharField(null=True)
        file_name = CharField(default='')
        position = IntegerField(default=0)
        withdrawn_at = UtcField(null=True)
        version = IntegerField(default=1)
        updated_at = UtcField()
        class Meta:
            database = db
            table_name = 'third_party_document'
            constraints = (Check("url <> '' OR sha256 IS NOT NULL"),)
            indexes = ((('publisher', 'id'), False),)

    db.create_tables([ThirdPartyDocument])
