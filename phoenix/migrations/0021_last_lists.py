"""Indexes for the staff's lists of products, blocks and files: each sort, and each choice with the usual sort."""

INDEXES = (
    ("product_name_fr_id", "product", ("name_fr", "id")),
    ("block_began_at_id", "block", ("began_at", "id")),
    ("block_until_id", "block", ("until", "id")),
    ("block_kind_began_at_id", "block", ("kind", "began_at", "id")),
    ("block_category_began_at_id", "block", ("category", "began_at", "id")),
    ("block_automatic_began_at_id", "block", ("automatic", "began_at", "id")),
    ("stored_file_created_at_id", "stored_file", ("created_at", "id")),
    ("stored_file_size_id", "stored_file", ("size", "id")),
    ("stored_file_state_created_at_id", "stored_file", ("state", "created_at", "id")),
    ("stored_file_bulky_created_at_id", "stored_file", ("bulky", "created_at", "id")),
    ("stored_file_kind_created_at_id", "stored_file", ("kind", "created_at", "id")),
)


def up(migrator, db):
    for name, table, columns in INDEXES:
        named = ", ".join(f'"{column}"' for column in columns)
        db.execute_sql(f'CREATE INDEX "{name}" ON "{table}" ({named})')
