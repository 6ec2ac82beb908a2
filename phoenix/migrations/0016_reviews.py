"""Reviews with their decisions, reports and invitations."""

from peewee import *

from phoenix.database import UtcField


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def up(migrator, db):
    Organisation, Person = existing(db, "organisation"), existing(db, "person")
    Product, Order = existing(db, "product"), existing(db, "customer_order")

    class Review(Model):
        reference = CharField(unique=True)
        key = CharField(unique=True)
        open_of = CharField(null=True, unique=True)
        organisation = ForeignKeyField(Organisation)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        product = ForeignKeyField(Product, on_delete='CASCADE')
        order = ForeignKeyField(Order, null=True, on_delete='SET NULL')
        rating = IntegerField()
        title = CharField()
        body = TextField()
        experienced_on = DateField()
        shown_as = CharField()
        shown_name = CharField()
        language = CharField()
        country = CharField()
        state = CharField(default='submitted')
        due_on = DateField(null=True)
        submitted_at = UtcField()
        contested_at = UtcField(null=True)
        decided_at = UtcField(null=True)
        decided_by = IntegerField(null=True)
        refused_by = IntegerField(null=True)
        ground = CharField(default='')
        reason = TextField(default='')
        published_at = UtcField(null=True)
        published_on = DateField(null=True)
        expires_on = DateField(null=True)
        reply = TextField(default='')
        replied_on = DateField(null=True)
        version = IntegerField(default=1)
        class Meta:
            database = db
            table_name = 'review'
            constraints = (
                Check('rating BETWEEN 1 AND 5'),
                Check("state <> 'published' OR published_on IS NOT NULL"),
            )
            indexes = (
                (('product', 'state', 'published_at', 'id'), False),
                (('state', 'due_on', 'id'), False),
                (('state', 'id'), False),
                (('state', 'expires_on'), False),
                (('organisation', 'id'), False),
            )

    class ReviewEntry(Model):
        review = ForeignKeyField(Review, on_delete='CASCADE')
        key = CharField(unique=True, null=True)
        kind = CharField()
        author = CharField()
        by = CharField(default='')
        ground = CharField(default='')
        body = TextField(default='')
        at = UtcField()
        class Meta:
            database = db
            table_name = 'review_entry'

    class ReviewReport(Model):
        review = ForeignKeyField(Review, on_delete='CASCADE')
        key = CharField(unique=True)
        reason = CharField()
        body = TextField()
        email = CharField(default='', index=True)
        organisation = ForeignKeyField(Organisation, null=True, on_delete='SET NULL')
        network = CharField()
        language = CharField()
        country = CharField()
        state = CharField(default='open')
        due_on = DateField()
        at = UtcField()
        decided_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'review_report'
            indexes = ((('state', 'due_on', 'id'), False), (('network', 'at'), False), (('state', 'decided_at'), False))

    class ReviewInvitation(Model):
        organisation = ForeignKeyField(Organisation)
        product = ForeignKeyField(Product, on_delete='CASCADE')
        order = ForeignKeyField(Order, null=True, on_delete='SET NULL')
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        delivery_id = IntegerField(null=True)
        due_on = DateField()
        state = CharField(default='due')
        settled_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'review_invitation'
            indexes = ((('organisation', 'product'), True), (('state', 'due_on', 'id'), False), (('settled_at',), False))

    db.create_tables([Review, ReviewEntry, ReviewReport, ReviewInvitation])
