"""Blocks of accounts and addresses, maintenances, things noticed; force majeure says who declared it, in both languages."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import UtcField

NEW_COLUMNS = (
    ("site_stamp", "gates", "INTEGER NOT NULL DEFAULT 0"),
    ("force_majeure", "reason_en", "TEXT NOT NULL DEFAULT ''"),
    ("force_majeure", "declared_by", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("force_majeure", "lifted_by", "VARCHAR(255) NOT NULL DEFAULT ''"),
)


def up(migrator, db):
    for table, column, kind in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    create(db)


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def create(db):
    Organisation, Person = (existing(db, each) for each in ("organisation", "person"))

    class Block(Model):
        kind = CharField()
        network = CharField(default='')
        organisation = ForeignKeyField(Organisation, null=True, on_delete='SET NULL')
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        open_key = CharField(null=True, unique=True)
        category = CharField()
        reason = TextField()
        automatic = BooleanField(default=False)
        began_at = UtcField()
        began_by = CharField()
        until = UtcField(index=True)
        lifted_at = UtcField(null=True)
        lifted_by = CharField(default='')
        lifted_why = TextField(default='')
        class Meta:
            database = db
            table_name = 'block'
            indexes = ((('network', 'id'), False), (('automatic', 'id'), False))

    class Maintenance(Model):
        starts_at = UtcField()
        ends_at = UtcField(index=True)
        words_fr = TextField(default='')
        words_en = TextField(default='')
        version = IntegerField(default=1)
        announced_at = UtcField()
        announced_by = CharField()
        cancelled_at = UtcField(null=True)
        cancelled_by = CharField(default='')
        class Meta:
            database = db
            table_name = 'maintenance'

    class StaffSignal(Model):
        kind = CharField()
        subject = CharField()
        detail = JsonField()
        key = CharField(unique=True)
        at = UtcField()
        settled_at = UtcField(null=True)
        settled_by = CharField(default='')
        class Meta:
            database = db
            table_name = 'staff_signal'
            indexes = ((('settled_at', 'id'), False),)

    db.create_tables([Block, Maintenance, StaffSignal])
