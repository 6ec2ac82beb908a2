"""The translators' desk: sentences saved on the site, their history, and English that its French left behind."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import UtcField

NEW_COLUMNS = (
    ("site_stamp", "texts", "INTEGER NOT NULL DEFAULT 0"),
    ("product", "stale_en", "TEXT NOT NULL DEFAULT '{}'"),
    ("family", "stale_en", "TEXT NOT NULL DEFAULT '{}'"),
)


def up(migrator, db):
    for table, column, kind in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    create(db)


def create(db):
    class SavedText(Model):
        domain = CharField(max_length=20)
        key = CharField(max_length=32)
        french = JsonField()
        english = JsonField()
        saved_at = UtcField()
        class Meta:
            database = db
            table_name = 'saved_text'
            primary_key = CompositeKey('domain', 'key')

    class TextUnit(Model):
        domain = CharField(max_length=20)
        key = CharField(max_length=32)
        french = JsonField()
        english = JsonField()
        tree_english = JsonField()
        state = CharField(max_length=10)
        old_french = JsonField(null=True)
        old_english = JsonField(null=True)
        places = JsonField(default=[])
        words = TextField()
        in_use = BooleanField(default=True)
        position = IntegerField(default=0)
        changed_at = UtcField(null=True)
        changed_by = CharField(default='')
        class Meta:
            database = db
            table_name = 'text_unit'
            indexes = ((('domain', 'key'), True), (('in_use', 'domain', 'state', 'position'), False))

    class TreeRead(Model):
        digest = CharField(max_length=64)
        class Meta:
            database = db
            table_name = 'tree_read'

    class TextChange(Model):
        domain = CharField(max_length=20)
        key = CharField(max_length=64)
        french = JsonField()
        before = JsonField()
        after = JsonField()
        cause = CharField(max_length=10)
        member_id = IntegerField(null=True)
        by = CharField()
        at = UtcField()
        class Meta:
            database = db
            table_name = 'text_change'
            indexes = ((('domain', 'key', 'id'), False), (('domain', 'id'), False))

    class TextFile(Model):
        domain = CharField(max_length=20)
        name = CharField(max_length=200)
        content = TextField()
        member_id = IntegerField(null=True)
        by = CharField()
        received_at = UtcField()
        applied_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'text_file'

    db.create_tables([SavedText, TextUnit, TreeRead, TextChange, TextFile])
