"""The catalogue desk: the publisher's name for a plan, announced prices that were withdrawn, files that came in."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import MinorField
from phoenix.database import UtcField

LISTED = ("family_id", "publisher_id", "kind", "active", "sold_fr", "sold_ma")


def up(migrator, db):
    db.execute_sql('ALTER TABLE "plan" ADD COLUMN "vendor_sku" VARCHAR(60)')
    db.execute_sql('CREATE INDEX "plan_vendor_sku" ON "plan" ("vendor_sku")')
    for column in LISTED:
        db.execute_sql(f'CREATE INDEX "product_{column}_reference" ON "product" ("{column}", "reference")')
    db.execute_sql('CREATE INDEX "product_name_fr" ON "product" ("name_fr")')
    create(db)


def create(db):
    Plan = type("Plan", (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": "plan"})})

    class DroppedPrice(Model):
        plan = ForeignKeyField(Plan)
        country = CharField(max_length=2)
        currency = CharField(max_length=3)
        amount = MinorField()
        valid_from = DateField()
        set_by = CharField(max_length=120, null=True)
        created_at = UtcField()
        dropped_by = CharField(max_length=120)
        dropped_at = UtcField()
        class Meta:
            database = db
            table_name = 'dropped_price'
            indexes = ((('plan', 'id'), False),)

    class CatalogueFile(Model):
        kind = CharField(max_length=10)
        name = CharField(max_length=200)
        sha256 = CharField(max_length=64)
        content = TextField()
        settings = JsonField(default=dict)
        member_id = IntegerField(null=True)
        by = CharField()
        received_at = UtcField()
        applied_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'catalogue_file'

    db.create_tables([DroppedPrice, CatalogueFile])
