"""Tax that Moroccan customers hold back at source: lines of settlement, standing choices."""

from peewee import *

from phoenix.database import MinorField
from phoenix.database import UtcField


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    Organisation, Person, Invoice = existing(db, "organisation"), existing(db, "person"), existing(db, "invoice")

    class Withholding(Model):
        reference = CharField(unique=True)
        invoice = ForeignKeyField(Invoice)
        organisation = ForeignKeyField(Organisation)
        country = CharField()
        ground = CharField()
        tax = CharField()
        base = MinorField()
        basis_points = IntegerField()
        amount = MinorField()
        currency = CharField()
        state = CharField(default='declared')
        open_of = CharField(null=True, unique=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        standing = BooleanField(default=False)
        declared_at = UtcField()
        certificate_by = DateField()
        remind_on = DateField(null=True, index=True)
        certificate_number = CharField(default='')
        certificate_on = DateField(null=True)
        reason = TextField(default='')
        settled_on = DateField(null=True)
        settled_at = UtcField(null=True)
        settled_by = CharField(default='')
        class Meta:
            database = db
            table_name = 'withholding'
            indexes = (
                (('organisation', 'id'), False),
                (('declared_at', 'id'), False),
                (('state', 'declared_at', 'id'), False),
                (('country', 'declared_at', 'id'), False),
                (('certificate_by', 'id'), False),
                (('state', 'certificate_by', 'id'), False),
                (('amount', 'id'), False),
                (('country', 'state', 'settled_on', 'settled_at'), False),
            )

    class WithholdingChoice(Model):
        organisation = ForeignKeyField(Organisation)
        ground = CharField()
        tax = CharField()
        open_of = CharField(null=True, unique=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        chosen_at = UtcField()
        ended_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'withholding_choice'
            indexes = ((('organisation', 'id'), False),)

    db.create_tables([Withholding, WithholdingChoice])
