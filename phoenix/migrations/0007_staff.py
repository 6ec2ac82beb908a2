"""The staff: members, their browsers and recovery codes, and the log of their acts."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import UtcField


def up(migrator, db):
    class StaffMember(Model):
        email = CharField()
        email_key = CharField(unique=True)
        name = CharField()
        roles = JsonField()
        language = CharField(default='fr')
        password_hash = CharField(null=True)
        totp_secret = CharField(null=True)
        totp_confirmed_at = UtcField(null=True)
        totp_last_step = BigIntegerField(default=0)
        created_at = UtcField()
        disabled_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'staff_member'

    class StaffSession(Model):
        member = ForeignKeyField(StaffMember)
        token_hash = CharField(unique=True)
        attempt = IntegerField(null=True)
        created_at = UtcField()
        opened_at = UtcField(null=True)
        last_seen_at = UtcField()
        ended_at = UtcField(null=True)
        address = CharField(default='')
        user_agent = CharField(default='')
        class Meta:
            database = db
            table_name = 'staff_session'

    class StaffCode(Model):
        member = ForeignKeyField(StaffMember)
        code_hash = CharField()
        created_at = UtcField()
        used_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'staff_code'

    class StaffAct(Model):
        member = ForeignKeyField(StaffMember, null=True)
        by = CharField()
        act = CharField()
        subject = CharField()
        before = JsonField(null=True)
        after = JsonField(null=True)
        address = CharField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'staff_act'
            indexes = ((('subject', 'id'), False), (('act', 'id'), False), (('member', 'id'), False))

    db.create_tables([StaffMember, StaffSession, StaffCode, StaffAct])
