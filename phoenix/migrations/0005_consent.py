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
