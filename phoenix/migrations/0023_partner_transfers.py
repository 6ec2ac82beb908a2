"""Each list handed to a partner, and since when the consent behind what it was given no longer holds."""

from peewee import *

from phoenix.database import UtcField


def up(migrator, db):
    class PartnerTransfer(Model):
        partner = CharField()
        by = CharField()
        people = IntegerField()
        at = UtcField()
        class Meta:
            database = db
            table_name = 'partner_transfer'

    db.create_tables([PartnerTransfer])
    kind = "TIMESTAMP" if isinstance(db, PostgresqlDatabase) else "DATETIME"
    db.execute_sql('ALTER TABLE "partner_share" ADD COLUMN "transfer_id" INTEGER REFERENCES "partner_transfer" ("id") ON DELETE SET NULL')
    db.execute_sql(f'ALTER TABLE "partner_share" ADD COLUMN "ended_at" {kind}')
    for column in ("transfer_id", "ended_at"):
        db.execute_sql(f'CREATE INDEX "partner_share_{column}" ON "partner_share" ("{column}")')
