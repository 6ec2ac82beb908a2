"""The message by which a partner asked to have a customer's data confirmed: its author learns the answer."""


def up(migrator, db):
    kind = 'INTEGER REFERENCES "contact_message" ("id") ON DELETE SET NULL'
    db.execute_sql(f'ALTER TABLE "data_confirmation" ADD COLUMN "message_id" {kind}')
    db.execute_sql('CREATE INDEX "data_confirmation_message_id" ON "data_confirmation" ("message_id")')
