"""Quotes; orders made of them; lines in free words, with the catalogue's price beside the agreed one."""

from peewee import *

from phoenix.database import JsonField
from phoenix.database import MinorField
from phoenix.database import UtcField

NEW_COLUMNS = (
    ("customer_order", "quote_number", "VARCHAR(255)"),
    ("customer_order", "quote_version", "INTEGER"),
    ("customer_order", "held_until", "DATE"),
    ("order_line", "list_price", "BIGINT"),
    ("order_line", "price_source", "VARCHAR(255) NOT NULL DEFAULT 'catalogue'"),
)


def up(migrator, db):
    for table, column, kind in NEW_COLUMNS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}')
    db.execute_sql('CREATE INDEX "customer_order_quote_number" ON "customer_order" ("quote_number")')
    without_plan(db)
    create(db)


def without_plan(db):
    """A line of an order may have no plan. SQLite has no word for it; its manual changes the text of the
    table where nothing on disk changes (lang_altertable, section 7)."""
    if not isinstance(db, SqliteDatabase):
        db.execute_sql('ALTER TABLE "order_line" ALTER COLUMN "plan_id" DROP NOT NULL')
        return
    (before,) = db.execute_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'order_line'").fetchone()
    after = before.replace('"plan_id" INTEGER NOT NULL', '"plan_id" INTEGER')
    if after == before:
        raise RuntimeError(f"order_line is not as expected: {before}")
    (version,) = db.execute_sql("PRAGMA schema_version").fetchone()
    db.execute_sql("PRAGMA writable_schema = ON")
    db.execute_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'order_line'", (after,))
    db.execute_sql(f"PRAGMA schema_version = {version + 1}")
    db.execute_sql("PRAGMA writable_schema = OFF")


def existing(db, name):
    """A table of before, as far as the new ones refer to it."""
    return type(name, (Model,), {"Meta": type("Meta", (), {"database": db, "table_name": name})})


def create(db):
    Organisation, Person, Plan, Order = (existing(db, each) for each in ("organisation", "person", "plan", "customer_order"))

    class QuoteSeries(Model):
        seller_code = CharField()
        year = IntegerField()
        last_number = IntegerField(default=0)
        class Meta:
            database = db
            table_name = 'quote_series'
            indexes = ((('seller_code', 'year'), True),)

    class Quote(Model):
        number = CharField(unique=True)
        key = CharField(unique=True)
        kind = CharField(default='ordinary')
        state = CharField(default='asked')
        channel = CharField(default='form')
        seller_code = CharField()
        country = CharField()
        currency = CharField()
        language = CharField()
        organisation = ForeignKeyField(Organisation, null=True)
        person = ForeignKeyField(Person, null=True, on_delete='SET NULL')
        name = CharField()
        organisation_name = CharField(default='')
        email = CharField()
        email_key = CharField(index=True)
        phone = CharField(default='')
        network = CharField(default='')
        request = TextField(default='')
        about_order = ForeignKeyField(Order, null=True)
        edition = IntegerField(default=1)
        version = IntegerField(default=0)
        valid_until = DateField(null=True)
        asked_since = UtcField(null=True)
        refusal = TextField(default='')
        order = ForeignKeyField(Order, null=True, unique=True)
        created_at = UtcField()
        sent_at = UtcField(null=True)
        settled_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'quote'
            indexes = (
                (('created_at', 'id'), False),
                (('state', 'created_at', 'id'), False),
                (('country', 'created_at', 'id'), False),
                (('state', 'country', 'created_at', 'id'), False),
                (('state', 'valid_until', 'id'), False),
                (('asked_since', 'id'), False),
                (('organisation', 'id'), False),
                (('organisation', 'created_at', 'id'), False),
                (('network', 'created_at'), False),
            )

    class AskedLine(Model):
        quote = ForeignKeyField(Quote, on_delete='CASCADE')
        position = IntegerField()
        plan = ForeignKeyField(Plan, null=True)
        label = TextField()
        quantity = IntegerField()
        class Meta:
            database = db
            table_name = 'quote_asked_line'
            indexes = ((('quote', 'position'), True),)

    class QuoteVersion(Model):
        quote = ForeignKeyField(Quote, on_delete='CASCADE')
        number = IntegerField()
        state = CharField(default='draft')
        message = TextField(default='')
        valid_until = DateField()
        percent = IntegerField(null=True)
        wished = MinorField(null=True)
        net = MinorField(default=0)
        vat = MinorField(default=0)
        gross = MinorField(default=0)
        facts = TextField(default='')
        documents = JsonField()
        pdf_sha = CharField(null=True)
        by = CharField(default='')
        saved_at = UtcField()
        sent_at = UtcField(null=True)
        class Meta:
            database = db
            table_name = 'quote_version'
            indexes = ((('quote', 'number'), True),)

    class QuoteLine(Model):
        version = ForeignKeyField(QuoteVersion, on_delete='CASCADE')
        position = IntegerField()
        plan = ForeignKeyField(Plan, null=True)
        product_reference = CharField(default='')
        name = TextField()
        publisher = CharField(default='')
        kind = CharField()
        unit = CharField()
        commitment = CharField()
        billing = CharField()
        quantity = IntegerField()
        list_price = MinorField(null=True)
        percent = IntegerField(null=True)
        agreed = MinorField(null=True)
        unit_price = MinorField()
        net = MinorField()
        vat_rate = IntegerField()
        components = JsonField()
        price_source = CharField(default='quote')
        class Meta:
            database = db
            table_name = 'quote_line'
            indexes = ((('version', 'position'), True),)

    class QuoteEntry(Model):
        quote = ForeignKeyField(Quote, on_delete='CASCADE')
        key = CharField(null=True, unique=True)
        kind = CharField()
        author = CharField(default='')
        by = CharField(default='')
        body = TextField(default='')
        version = IntegerField(null=True)
        at = UtcField()
        class Meta:
            database = db
            table_name = 'quote_entry'

    db.create_tables([QuoteSeries, Quote, AskedLine, QuoteVersion, QuoteLine, QuoteEntry])
