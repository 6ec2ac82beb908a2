"""Which specific terms a product brings with it, and who is a partner (clause 2c)."""

NEW_COLUMNS = (
    ("product", "specific_terms", "TEXT NOT NULL DEFAULT '[]'"),
    ("organisation", "partner_since", "DATE"),
)
# What is in the catalogue already: licences of Microsoft, and what we do ourselves.
FILLED = (
    "UPDATE product SET specific_terms = '[\"conditions-microsoft\"]' WHERE kind = 'subscription' "
    "AND publisher_id IN (SELECT id FROM publisher WHERE slug = 'microsoft')",
    "UPDATE product SET specific_terms = '[\"conditions-prestations\"]' WHERE kind <> 'pack' "
    "AND publisher_id IN (SELECT id FROM publisher WHERE slug = 'phoenix-alliance')",
)


def up(migrator, db):
    for table, column, kind in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    for statement in FILLED:
        db.execute_sql(statement)
