"""For whom a partner asks for a quote: its own reference."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE \"quote\" ADD COLUMN \"end_customer\" VARCHAR(255) NOT NULL DEFAULT ''")
