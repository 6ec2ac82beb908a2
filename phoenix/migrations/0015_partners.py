"""Partners: applications, partnerships with their end, dated rates; who is a partner already stays one."""

from peewee import *

from phoenix.database import UtcField

ALREADY = (
    'INSERT INTO "partnership" ("organisation_id", "open_of", "level", "since", "end_source", "end_reason", "end_notice", "end_by") '
    "SELECT id, id, 'standard', partner_since, '', '', '', '' FROM organisation WHERE partner_since IS NOT NULL ORDER BY id"
)


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    Organisation, Person, Family = (existing(db, each) for each in ("organisation", "person", "family"))

    class PartnerApplication(Model):
        organisation = ForeignKeyField(Organisation)
        open_of = IntegerField(null=True, unique=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        activity = TextField()
        customers = CharField(default='')
        website = CharField(default='')
        message = TextField(default='')
        state = CharField(default='asked')
        level = CharField(default='')
        reason = TextField(default='')
        asked_at = UtcField()
        decided_at = UtcField(null=True)
        decided_by = CharField(default='')
        settled_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'partner_application'
            indexes = ((('state', 'id'), False), (('organisation', 'id'), False))

    class Partnership(Model):
        organisation = ForeignKeyField(Organisation)
        open_of = IntegerField(null=True, unique=True)
        application = ForeignKeyField(PartnerApplication, null=True, on_delete='SET NULL')
        level = CharField()
        since = DateField()
        ends_on = DateField(null=True)
        end_source = CharField(default='')
        end_reason = TextField(default='')
        end_notice = CharField(default='')
        end_by = CharField(default='')
        noticed_at = UtcField(null=True)
        warned_at = UtcField(null=True)
        ended_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'partnership'
            indexes = ((('organisation', 'id'), False), (('ended_at', 'ends_on'), False), (('ended_at', 'id'), False))

    class PartnerRate(Model):
        level = CharField(null=True)
        organisation = ForeignKeyField(Organisation, null=True, on_delete='CASCADE')
        family = ForeignKeyField(Family, null=True, on_delete='RESTRICT')
        basis_points = IntegerField(null=True)
        valid_from = DateField()
        set_at = UtcField()
        set_by = CharField(default='')
        class Meta:
            database = db
            table_name = 'partner_rate'
            indexes = ((('organisation', 'id'), False), (('level', 'id'), False))

    db.create_tables([PartnerApplication, Partnership, PartnerRate])
    db.execute_sql(ALREADY)
