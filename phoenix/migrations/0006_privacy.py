"""Rights over personal data, retention, and the one lawful door through which kept rows leave."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import UtcField


def existing(db, name):
    """A table of an earlier version, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    Organisation, Person = existing(db, "organisation"), existing(db, "person")

    class PurgeDoor(Model):
        rows_of = CharField()
        row_id = BigIntegerField()
        class Meta:
            database = db
            table_name = 'purge_door'
            indexes = ((('rows_of', 'row_id'), True),)

    class Restriction(Model):
        person = ForeignKeyField(Person, on_delete='CASCADE')
        use = CharField()
        origin = CharField()
        since = UtcField()
        lifted_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'restriction'
            indexes = ((('person', 'use', 'lifted_at'), False), (('use', 'lifted_at'), False))

    class DataRequest(Model):
        reference = CharField(unique=True)
        key = CharField(unique=True)
        kind = CharField()
        uses = JsonField(default=[])
        body = TextField(default='')
        organisation = ForeignKeyField(Organisation, null=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        name = CharField(default='')
        email = CharField(default='')
        email_hash = CharField(index=True)
        channel = CharField(default='account')
        language = CharField()
        country = CharField()
        received_at = UtcField()
        received_on = DateField()
        due_on = DateField()
        extended_at = UtcField(null=True)
        runs_on = DateField(null=True)
        identity_asked_on = DateField(null=True)
        identity_checked_on = DateField(null=True)
        state = CharField(default='open')
        answer = TextField(default='')
        closed_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'data_request'
            indexes = (
                (('state', 'due_on'), False),
                (('state', 'runs_on'), False),
                (('organisation', 'id'), False),
            )

    class DataRequestEvent(Model):
        request = ForeignKeyField(DataRequest, on_delete='CASCADE')
        kind = CharField()
        note = TextField(default='')
        by = CharField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'data_request_event'

    class Erasure(Model):
        key = CharField(unique=True)
        organisation = ForeignKeyField(Organisation, unique=True)
        reason = CharField()
        report = JsonField(default={})
        begun_at = UtcField()
        finished_at = UtcField(null=True, index=True)
        class Meta:
            database = db
            table_name = 'erasure'

    class LastSign(Model):
        organisation = ForeignKeyField(Organisation, unique=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'last_sign'

    class IdleWarning(Model):
        organisation = ForeignKeyField(Organisation, unique=True)
        warned_on = DateField(index=True)
        class Meta:
            database = db
            table_name = 'idle_warning'

    class RetentionRun(Model):
        day = DateField(index=True)
        source = CharField()
        counts = JsonField(default={})
        started_at = UtcField()
        finished_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'retention_run'

    db.create_tables(
        [PurgeDoor, Restriction, DataRequest, DataRequestEvent, Erasure, LastSign, IdleWarning, RetentionRun]
    )
