"""The evidence archive: chained entries and the head of each chain."""

from peewee import *


def up(migrator, db):
    class ArchiveEntry(Model):
        seller = CharField()
        number = IntegerField()
        kind = CharField()
        subject = CharField()
        at = CharField()
        content = TextField()
        content_sha256 = CharField()
        detail = TextField(null=True)
        detail_sha256 = CharField(default='')
        files = TextField()
        previous_sha256 = CharField()
        sha256 = CharField()
        class Meta:
            database = db
            table_name = 'archive_entry'
            indexes = ((('seller', 'number'), True), (('subject', 'seller', 'number'), False))

    class ArchiveHead(Model):
        seller = CharField(unique=True)
        number = IntegerField(default=0)
        sha256 = CharField()
        class Meta:
            database = db
            table_name = 'archive_head'

    db.create_tables([ArchiveEntry, ArchiveHead])
