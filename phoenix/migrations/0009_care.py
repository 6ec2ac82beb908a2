"""Complaints with their clock and thread, the thread of contact messages, days that staff know better."""

from peewee import *

from phoenix.database import UtcField

NEW_COLUMNS = (
    ("team", "VARCHAR(255) NOT NULL DEFAULT 'sales'"),
    ("state", "VARCHAR(255) NOT NULL DEFAULT 'done'"),  # earlier messages went to people by mail
    ("score", "INTEGER NOT NULL DEFAULT 0"),
    ("version", "INTEGER NOT NULL DEFAULT 1"),
)
NEW_INDEXES = (("email",), ("state", "id"), ("state", "team", "id"), ("team", "id"))


def existing(db, name):
    """A table of an earlier version, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    for column, kind in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "contact_message" ADD COLUMN "{column}" {kind}')
    for columns in NEW_INDEXES:
        quoted = ", ".join(f'"{each}"' for each in columns)
        db.execute_sql(f'CREATE INDEX "contact_message_{"_".join(columns)}" ON "contact_message" ({quoted})')
    create(db)


def create(db):
    Organisation, Person = existing(db, "organisation"), existing(db, "person")
    Order, Invoice = existing(db, "customer_order"), existing(db, "invoice")
    ContactMessage = existing(db, "contact_message")

    class ContactReply(Model):
        message = ForeignKeyField(ContactMessage, on_delete='CASCADE')
        key = CharField(unique=True)
        author = CharField()
        by = CharField(default='')
        body = TextField()
        at = UtcField()
        class Meta:
            database = db
            table_name = 'contact_reply'

    class Claim(Model):
        reference = CharField(unique=True)
        key = CharField(unique=True)
        subject = CharField()
        title = CharField()
        wanted = TextField(default='')
        about = CharField(default='')
        order = ForeignKeyField(Order, null=True)
        invoice = ForeignKeyField(Invoice, null=True)
        organisation = ForeignKeyField(Organisation, null=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        name = CharField()
        organisation_name = CharField(default='')
        email = CharField(index=True)
        channel = CharField(default='form')
        language = CharField()
        country = CharField()
        network = CharField(default='')
        state = CharField(default='open')
        received_on = DateField()
        due_on = DateField(null=True)
        answered_at = UtcField(null=True)
        closed_at = UtcField(null=True)
        outcome = CharField(default='')
        reopened = IntegerField(default=0)
        version = IntegerField(default=1)
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'claim'
            constraints = (Check("state <> 'closed' OR answered_at IS NOT NULL"),)
            indexes = (
                (('state', 'due_on', 'id'), False),
                (('state', 'country', 'due_on', 'id'), False),
                (('state', 'id'), False),
                (('state', 'country', 'id'), False),
                (('country', 'id'), False),
                (('organisation', 'id'), False),
                (('network', 'created_at'), False),
            )

    class ClaimEntry(Model):
        claim = ForeignKeyField(Claim, on_delete='CASCADE')
        key = CharField(unique=True, null=True)
        kind = CharField()
        author = CharField(default='')
        by = CharField(default='')
        body = TextField(default='')
        channel = CharField(default='')
        day = DateField(null=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'claim_entry'

    class ClaimWait(Model):
        claim = ForeignKeyField(Claim, on_delete='CASCADE')
        asked_on = DateField()
        arrived_on = DateField(null=True)
        class Meta:
            database = db
            table_name = 'claim_wait'

    class Settlement(Model):
        claim = ForeignKeyField(Claim, unique=True, on_delete='CASCADE')
        asked = TextField()
        asked_on = DateField()
        offered = TextField(default='')
        offered_on = DateField(null=True)
        outcome = CharField(default='pending')
        outcome_on = DateField(null=True)
        terms = TextField(default='')
        by = CharField(default='')
        updated_at = UtcField()
        class Meta:
            database = db
            table_name = 'settlement'

    class HolidayOverride(Model):
        country = CharField()
        day = DateField()
        closed = BooleanField()
        name = CharField(default='')
        by = CharField(default='')
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'holiday_override'
            indexes = ((('country', 'day'), True),)

    db.create_tables([ContactReply, Claim, ClaimEntry, ClaimWait, Settlement, HolidayOverride])
