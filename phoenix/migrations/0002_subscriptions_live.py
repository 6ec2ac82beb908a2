"""Subscriptions live on after their first day: terms under way, notices, collections, force majeure."""

from peewee import *

from phoenix.database import MinorField
from phoenix.database import UtcField

NEW_COLUMNS = (
    ("subscription", "stop_reason", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("subscription", "term_number", "INTEGER NOT NULL DEFAULT 1"),
    ("subscription", "term_end", "DATE"),
    ("subscription", "reduction", "INTEGER NOT NULL DEFAULT 0"),
    ("subscription", "next_notice_on", "DATE"),
    ("subscription", "announce_on", "DATE"),
    ("lot", "invoice_id", "INTEGER REFERENCES invoice (id)"),
    ("lot", "key", "VARCHAR(255)"),
    ("period", "seats", "INTEGER NOT NULL DEFAULT 0"),
    ("payment", "part", "INTEGER NOT NULL DEFAULT 1"),
    ("refund", "credit_note_id", "INTEGER REFERENCES invoice (id)"),
    ("refund", "key_of_credit", "VARCHAR(255)"),
    ("acceptance", "subject", "VARCHAR(255)"),
)
NEW_INDEXES = (
    ("subscription", "next_notice_on", ""),
    ("subscription", "announce_on", ""),
    ("lot", "invoice_id", ""),
    ("lot", "key", "UNIQUE"),
    ("payment", "invoice_id, part", "UNIQUE"),
    ("refund", "credit_note_id", ""),
    ("refund", "key_of_credit", "UNIQUE"),
    ("acceptance", "subject", ""),
)
# What the rows of the first version already imply.
FILLED = (
    "UPDATE subscription SET term_end = (SELECT MAX(term.\"end\") FROM term WHERE term.subscription_id = subscription.id)",
    # The run looks at each of them at once, and puts in the right days itself.
    "UPDATE subscription SET next_notice_on = anchor, announce_on = anchor WHERE state = 'active'",
    "UPDATE period SET seats = COALESCE((SELECT SUM(lot.quantity) FROM lot "
    "WHERE lot.subscription_id = period.subscription_id AND lot.added_on <= period.start), 0)",
    "UPDATE lot SET invoice_id = (SELECT period.invoice_id FROM period "
    "WHERE period.subscription_id = lot.subscription_id AND period.start = lot.added_on)",
)


def existing(db, name):
    """A table of the first version, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    for table, column, kind in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    for table, columns, unique in NEW_INDEXES:
        name = f"{table}_{columns.replace(', ', '_')}"
        quoted = ", ".join(f'"{each}"' for each in columns.split(", "))
        db.execute_sql(f'CREATE {unique} INDEX "{name}" ON "{table}" ({quoted})')
    for statement in FILLED:
        db.execute_sql(statement)
    create(db)


def create(db):
    Organisation, Subscription, Product = (existing(db, each) for each in ("organisation", "subscription", "product"))
    Invoice, PaymentMethod, Mandate = (existing(db, each) for each in ("invoice", "payment_method", "mandate"))

    class RenewalNotice(Model):
        subscription = ForeignKeyField(Subscription)
        term_number = IntegerField()
        days_before = IntegerField()
        next_price = MinorField(null=True)
        last_day = DateField()
        message_key = CharField()
        at = UtcField()
        class Meta:
            database = db
            table_name = 'renewal_notice'
            indexes = ((('subscription', 'term_number', 'days_before'), True),)

    class VendorTask(Model):
        subscription = ForeignKeyField(Subscription)
        kind = CharField()
        due_on = DateField()
        quantity = IntegerField(null=True)
        created_at = UtcField()
        done_at = UtcField(null=True)
        dropped_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'vendor_task'
            indexes = ((('done_at', 'due_on'), False),)

    class ForceMajeure(Model):
        product = ForeignKeyField(Product)
        country = CharField()
        declared_on = DateField()
        lifted_on = DateField(null=True)
        reason = TextField()
        declared_at = UtcField()
        class Meta:
            database = db
            table_name = 'force_majeure'

    class RemainingDue(Model):
        organisation = ForeignKeyField(Organisation)
        subscription = ForeignKeyField(Subscription)
        due_on = DateField()
        net = MinorField()
        gross = MinorField()
        currency = CharField()
        recorded_at = UtcField()
        class Meta:
            database = db
            table_name = 'remaining_due'
            indexes = ((('subscription', 'due_on'), True), (('organisation', 'due_on'), False))

    class Collection(Model):
        invoice = ForeignKeyField(Invoice, unique=True)
        organisation = ForeignKeyField(Organisation)
        country = CharField()
        subscription_id = IntegerField(index=True, null=True)
        subject = CharField(default='')
        state = CharField(default='due')
        due_on = DateField()
        try_on = DateField(index=True, null=True)
        refusals = IntegerField(default=0)
        first_refused_on = DateField(null=True)
        refusal = CharField(default='')
        refused_method = ForeignKeyField(PaymentMethod, null=True)
        created_at = UtcField()
        class Meta:
            database = db
            table_name = 'collection'
            indexes = ((('organisation', 'state'), False), (('state', 'due_on'), False))

    class DebitNotice(Model):
        organisation = ForeignKeyField(Organisation)
        subject = CharField()
        number = IntegerField()
        mandate = ForeignKeyField(Mandate)
        amount = MinorField()
        currency = CharField()
        debit_on = DateField()
        message_key = CharField()
        at = UtcField()
        class Meta:
            database = db
            table_name = 'debit_notice'
            indexes = ((('subject', 'number'), True),)

    db.create_tables([RenewalNotice, VendorTask, ForceMajeure, RemainingDue, Collection, DebitNotice])
