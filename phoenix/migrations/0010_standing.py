"""Accounts that are closed, suspended, given notice, or asked to confirm their data; organisations found by name."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import UtcField

NEW_COLUMNS = (
    ("suspended_at", "DATETIME", "TIMESTAMP"),
    ("closure_asked_at", "DATETIME", "TIMESTAMP"),
    ("confirm_by", "DATE", "DATE"),
)


def up(migrator, db):
    sqlite = isinstance(db, SqliteDatabase)
    for column, on_sqlite, on_postgresql in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "organisation" ADD COLUMN "{column}" {on_sqlite if sqlite else on_postgresql}')
    by_name = "lower(name)" if sqlite else 'lower(name) COLLATE "C"'
    db.execute_sql(f'CREATE INDEX "organisation_by_name" ON "organisation" ({by_name})')
    create(db)


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def create(db):
    Organisation, Person, ContactMessage = (existing(db, each) for each in ("organisation", "person", "contact_message"))

    class Closure(Model):
        organisation = ForeignKeyField(Organisation)
        open_of = IntegerField(null=True, unique=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        message = ForeignKeyField(ContactMessage, null=True, unique=True, on_delete='SET NULL')
        source = CharField()
        reason = TextField(default='')
        state = CharField(default='asked')
        asked_at = UtcField()
        settled_at = UtcField(null=True)
        settled_by = CharField(default='')
        closed_on = DateField(null=True)
        purges = JsonField()
        class Meta:
            database = db
            table_name = 'closure'
            indexes = ((('state', 'id'), False), (('organisation', 'id'), False))

    class FormalNotice(Model):
        reference = CharField(unique=True)
        organisation = ForeignKeyField(Organisation)
        open_of = IntegerField(null=True, unique=True)
        key = CharField(unique=True)
        demand = TextField()
        channel = CharField(default='email')
        post_number = CharField(default='')
        state = CharField(default='sent')
        sent_on = DateField()
        sent_at = UtcField()
        sent_by = CharField()
        received_on = DateField(null=True)
        received_by = CharField(default='')
        proof = CharField(default='')
        settled_at = UtcField(null=True)
        settled_by = CharField(default='')
        outcome = TextField(default='')
        class Meta:
            database = db
            table_name = 'formal_notice'
            indexes = ((('state', 'received_on'), False), (('organisation', 'id'), False))

    class Suspension(Model):
        organisation = ForeignKeyField(Organisation)
        open_of = IntegerField(null=True, unique=True)
        cause = CharField()
        notice = ForeignKeyField(FormalNotice, null=True)
        reason = TextField()
        began_at = UtcField()
        began_by = CharField()
        lifted_at = UtcField(null=True)
        lifted_by = CharField(default='')
        lifted_why = TextField(default='')
        class Meta:
            database = db
            table_name = 'suspension'
            indexes = ((('organisation', 'id'), False),)

    class DataConfirmation(Model):
        organisation = ForeignKeyField(Organisation)
        open_of = IntegerField(null=True, unique=True)
        partner = CharField(default='')
        asked_at = UtcField()
        asked_by = CharField()
        due_on = DateField()
        confirmed_at = UtcField(null=True)
        confirmed_by = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        address = CharField(default='')
        dropped_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'data_confirmation'
            indexes = ((('confirmed_at', 'due_on'), False), (('organisation', 'id'), False))

    db.create_tables([Closure, FormalNotice, Suspension, DataConfirmation])
