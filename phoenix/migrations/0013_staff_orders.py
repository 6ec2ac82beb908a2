"""Services said to be delivered, refunds that staff make, orders undone because a supplementary quote was refused."""

from peewee import *

from phoenix.database import UtcField

# Beside each refund: the form that asked for it, the one that Stripe refused before it, who decides, which lines.
NEW_COLUMNS = (
    ("form_key", "VARCHAR(255)"),
    ("retry_of_id", 'INTEGER REFERENCES "refund" ("id")'),
    ("decided_by", "VARCHAR(255) NOT NULL DEFAULT ''"),
    ("lines", "TEXT"),
)
UNIQUE = ("form_key", "retry_of_id")


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    for column, kind in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "refund" ADD COLUMN "{column}" {kind}')
    for column in UNIQUE:
        db.execute_sql(f'CREATE UNIQUE INDEX "refund_{column}" ON "refund" ("{column}")')
    OrderLine, Order = existing(db, "order_line"), existing(db, "customer_order")

    class ServiceDelivery(Model):
        order_line = ForeignKeyField(OrderLine)
        open_of = IntegerField(null=True, unique=True)
        key = CharField(unique=True)
        delivered_on = DateField()
        delivered_by = CharField(default='')
        note = TextField(default='')
        recorded_by = CharField(default='')
        recorded_at = UtcField()
        undone_at = UtcField(null=True)
        undone_by = CharField(default='')
        undone_why = TextField(default='')
        class Meta:
            database = db
            table_name = 'service_delivery'

    class OrderCancellation(Model):
        order = ForeignKeyField(Order, unique=True)
        cause = CharField()
        quote_number = CharField(default='')
        reason = TextField(default='')
        by = CharField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'order_cancellation'

    class SupplementaryQuote(Model):
        order = ForeignKeyField(Order)
        open_of = IntegerField(null=True, unique=True)
        quote_number = CharField(unique=True)
        key = CharField(unique=True)
        reason = TextField(default='')
        state = CharField(default='waiting')
        by = CharField(default='')
        asked_at = UtcField()
        settled_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'supplementary_quote'
            indexes = ((('state', 'id'), False),)

    db.create_tables([ServiceDelivery, OrderCancellation, SupplementaryQuote])
