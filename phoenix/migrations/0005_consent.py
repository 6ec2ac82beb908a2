"""Cookie choices with their proof, audience figures, prospecting and profiling."""

from peewee import *

from phoenix.database import UtcField


def up(migrator, db):
    class CookieText(Model):
        sha256 = CharField(max_length=64, unique=True)
        version = IntegerField()
        language = CharField(max_length=2)
        text = TextField()
        first_shown_at = UtcField()
        class Meta:
            database = db
            table_name = 'cookie_text'

    class CookieChoice(Model):
        proof = CharField(max_length=12, unique=True)
        act = CharField()
        technical = BooleanField()
        statistics = BooleanField()
        text = ForeignKeyField(CookieText)
        replaces = CharField(max_length=12, null=True)
        address = CharField(default='')
        user_agent = CharField(default='')
        at = UtcField(index=True)
        class Meta:
            database = db
            table_name = 'cookie_choice'

    class DailyFigure(Model):
        day = DateField()
        measure = CharField(max_length=20)
        subject = CharField()
        count = BigIntegerField(default=0)
        class Meta:
            database = db
            table_name = 'daily_figure'
            indexes = ((('day', 'measure', 'subject'), True), (('measure', 'day'), False))

    db.create_tables([CookieText, CookieChoice, DailyFigure])
    prospecting(db)


def existing(db, name):
    """A table of the first version, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def prospecting(db):
    Person, Product = existing(db, "person"), existing(db, "product")

    class Opposition(Model):
        channel = CharField(max_length=10)
        fingerprint = CharField(max_length=64)
        source = CharField()
        at = UtcField(index=True)
        class Meta:
            database = db
            table_name = 'opposition'
            indexes = ((('channel', 'fingerprint'), True),)

    class Campaign(Model):
        key = CharField(unique=True)
        content = TextField()
        created_at = UtcField()
        asked_up_to = IntegerField(default=0)
        finished_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'campaign'

    class Interest(Model):
        person = ForeignKeyField(Person, on_delete='CASCADE')
        product = ForeignKeyField(Product, on_delete='CASCADE')
        kind = CharField(max_length=10)
        count = IntegerField(default=1)
        last_at = UtcField(index=True)
        class Meta:
            database = db
            table_name = 'interest'
            indexes = ((('person', 'product', 'kind'), True),)

    class PartnerShare(Model):
        person = ForeignKeyField(Person, on_delete='CASCADE')
        partner = CharField()
        name = CharField()
        email = CharField()
        at = UtcField()
        withdrawal_told_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'partner_share'
            indexes = ((('person', 'partner'), True), (('partner', 'withdrawal_told_at'), False))

    db.create_tables([Opposition, Campaign, Interest, PartnerShare])
