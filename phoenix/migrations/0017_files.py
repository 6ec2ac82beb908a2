"""Papers that customers and visitors send."""

from peewee import *

from phoenix.database import UtcField


def existing(db, name):
    """A table of an earlier version, as far as the new one refers to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    Organisation, Person = existing(db, "organisation"), existing(db, "person")

    class StoredFile(Model):
        key = CharField(unique=True)
        kind = CharField()
        number = CharField()
        country = CharField()
        organisation = ForeignKeyField(Organisation, null=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        email = CharField(default='', index=True)
        language = CharField(default='fr')
        name = CharField()
        media = CharField()
        size = IntegerField()
        pages = IntegerField(null=True)
        sha256 = CharField()
        store = CharField(unique=True)
        state = CharField(default='unscanned')
        bulky = CharField(default='')
        scanned_at = UtcField(null=True)
        read_at = UtcField(null=True)
        gone_at = UtcField(null=True)
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'stored_file'
            indexes = (
                (('kind', 'number', 'sha256'), True),
                (('kind', 'number', 'id'), False),
                (('organisation', 'id'), False),
                (('kind', 'id'), False),
                (('state', 'id'), False),
                (('bulky', 'id'), False),
            )

    db.create_tables([StoredFile])
