"""Services said to be delivered, line by line."""

from peewee import *

from phoenix.database import UtcField


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    OrderLine = existing(db, "order_line")

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

    db.create_tables([ServiceDelivery])
