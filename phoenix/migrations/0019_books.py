"""Differences between payments, invoices and Stripe; Stripe's statements; an index for the sums of a month."""

from peewee import *

from phoenix.database import MinorField, UtcField


def up(migrator, db):
    class Finding(Model):
        key = CharField(unique=True)
        kind = CharField()
        subject = CharField()
        day = DateField()
        currency = CharField()
        expected = MinorField(default=0)
        seen = MinorField(default=0)
        state = CharField(default='open')
        note = TextField(default='')
        by = CharField(default='')
        version = IntegerField(default=1)
        found_at = UtcField()
        settled_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'book_finding'
            indexes = (
                (('day', 'id'), False),
                (('state', 'day', 'id'), False),
                (('kind', 'day', 'id'), False),
                (('currency', 'day', 'id'), False),
            )

    class Movement(Model):
        stripe_id = CharField(unique=True)
        category = CharField()
        day = DateField()
        currency = CharField()
        gross = MinorField()
        fee = MinorField(default=0)
        intent_id = CharField(default='', index=True)
        source_id = CharField(default='')
        payout_id = CharField(default='')
        read_at = UtcField()
        class Meta:
            database = db
            table_name = 'stripe_movement'
            indexes = ((('day', 'category'), False),)

    db.create_tables([Finding, Movement])
    db.execute_sql('CREATE INDEX "invoice_seller_code_issued_on_kind_net" ON "invoice" ("seller_code", "issued_on", "kind", "net")')
