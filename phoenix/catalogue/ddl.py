"""The search indexes that models cannot describe: FTS5 on SQLite, full text and trigrams on PostgreSQL."""

from __future__ import annotations

import peewee

SQLITE = (
    """CREATE VIRTUAL TABLE search_index USING fts5(
        names, text_fr, text_en, content='search_text', content_rowid='product_id',
        tokenize='unicode61', prefix='2 3 4')""",
    """CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
        INSERT INTO search_index(rowid, names, text_fr, text_en)
        VALUES (new.product_id, new.names, new.text_fr, new.text_en);
    END""",
    """CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
        INSERT INTO search_index(search_index, rowid, names, text_fr, text_en)
        VALUES ('delete', old.product_id, old.names, old.text_fr, old.text_en);
    END""",
    """CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
        INSERT INTO search_index(search_index, rowid, names, text_fr, text_en)
        VALUES ('delete', old.product_id, old.names, old.text_fr, old.text_en);
        INSERT INTO search_index(rowid, names, text_fr, text_en)
        VALUES (new.product_id, new.names, new.text_fr, new.text_en);
    END""",
)
POSTGRESQL = (
    "CREATE INDEX search_text_in_names ON search_text USING gin (to_tsvector('simple', names))",
    """CREATE INDEX search_text_in_fr ON search_text
        USING gin (to_tsvector('simple', names || ' ' || text_fr))""",
    """CREATE INDEX search_text_in_en ON search_text
        USING gin (to_tsvector('simple', names || ' ' || text_en))""",
)
TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX search_text_alike ON search_text USING gist (names gist_trgm_ops)",
)


def apply(db: peewee.Database) -> None:
    """Create the indexes; trigrams only where this PostgreSQL lets us have them."""
    if isinstance(db, peewee.SqliteDatabase):
        for statement in SQLITE:
            db.execute_sql(statement)
        return
    for statement in POSTGRESQL:
        db.execute_sql(statement)
    try:
        with db.atomic():
            for statement in TRIGRAMS:
                db.execute_sql(statement)
    except peewee.PeeweeException:
        return
