"""Quotes: asked for, priced in versions, accepted into an order, each version kept as sent (clause 4.1d)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.catalogue.models import Plan
from phoenix.database import JsonField, MinorField, Model, UtcField
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.orders.models import Order


class QuoteSeries(Model):
    """The last quote number given by a seller in a year; gaps are allowed."""

    seller_code = peewee.CharField()
    year = peewee.IntegerField()
    last_number = peewee.IntegerField(default=0)

    class Meta:
        table_name = "quote_series"
        indexes = ((("seller_code", "year"), True),)


class Quote(Model):
    """A quote with who asked; `organisation` is None for a visitor until they have an account.

    `key` keeps a form sent twice from asking twice; `edition` counts the changes made by staff and
    customer; `version` and `valid_until` are those of the version sent last; `asked_since` is the
    oldest question without an answer; `order` the one that accepted it. A supplementary quote is
    about an order that asks for more work than its price pays (clause 5d).
    """

    number = peewee.CharField(unique=True)
    key = peewee.CharField(unique=True)
    kind = peewee.CharField(default="ordinary")
    state = peewee.CharField(default="asked")
    channel = peewee.CharField(default="form")  # or "account", "staff"
    seller_code = peewee.CharField()
    country = peewee.CharField()
    currency = peewee.CharField()
    language = peewee.CharField()
    organisation = peewee.ForeignKeyField(Organisation, null=True, backref="quotes")
    person = peewee.ForeignKeyField(Person, null=True, backref="quotes", on_delete="SET NULL")
    name = peewee.CharField()
    organisation_name = peewee.CharField(default="")
    email = peewee.CharField()
    email_key = peewee.CharField(index=True)
    phone = peewee.CharField(default="")
    network = peewee.CharField(default="")
    request = peewee.TextField(default="")
    end_customer = peewee.CharField(default="")  # a partner's own reference for its project, no person
    about_order = peewee.ForeignKeyField(Order, null=True, backref="supplementary_quotes")
    edition = peewee.IntegerField(default=1)
    version = peewee.IntegerField(default=0)
    valid_until = peewee.DateField(null=True)
    asked_since = UtcField(null=True)
    refusal = peewee.TextField(default="")
    order = peewee.ForeignKeyField(Order, null=True, unique=True, backref="accepted_quotes")
    created_at = UtcField(default=clock.now)
    sent_at = UtcField(null=True)
    settled_at = UtcField(null=True)

    class Meta:
        indexes = (
            (("created_at", "id"), False),
            (("state", "created_at", "id"), False),
            (("country", "created_at", "id"), False),
            (("state", "country", "created_at", "id"), False),
            (("state", "valid_until", "id"), False),
            (("asked_since", "id"), False),
            (("organisation", "id"), False),
            (("organisation", "created_at", "id"), False),
            (("network", "created_at"), False),
        )


class AskedLine(Model):
    """One line as asked: a plan of the catalogue, or free words; none of it is a price."""

    quote = peewee.ForeignKeyField(Quote, backref="asked_lines", on_delete="CASCADE")
    position = peewee.IntegerField()
    plan = peewee.ForeignKeyField(Plan, null=True, backref="asked_lines")
    label = peewee.TextField()
    quantity = peewee.IntegerField()

    class Meta:
        table_name = "quote_asked_line"
        indexes = ((("quote", "position"), True),)


class QuoteVersion(Model):
    """A quote as priced: a draft until it is sent, then kept as it was sent, also when a later one replaces it.

    `percent` (basis points) or `wished` (a net sum) is the discount on the whole as the staff gave it;
    `facts` and `documents` are written when it is sent.
    """

    quote = peewee.ForeignKeyField(Quote, backref="versions", on_delete="CASCADE")
    number = peewee.IntegerField()
    state = peewee.CharField(default="draft")  # or "sent", "superseded"
    message = peewee.TextField(default="")
    valid_until = peewee.DateField()
    percent = peewee.IntegerField(null=True)
    wished = MinorField(null=True)
    net = MinorField(default=0)
    vat = MinorField(default=0)
    gross = MinorField(default=0)
    facts = peewee.TextField(default="")
    documents = JsonField(default=list)
    pdf_sha = peewee.CharField(null=True)
    by = peewee.CharField(default="")
    saved_at = UtcField(default=clock.now)
    sent_at = UtcField(null=True)

    class Meta:
        table_name = "quote_version"
        indexes = ((("quote", "number"), True),)


class QuoteLine(Model):
    """One priced line: `percent` or `agreed` is what the staff gave, `unit_price` what it costs after the
    discount on the whole; `plan` and `list_price` are None for free words."""

    version = peewee.ForeignKeyField(QuoteVersion, backref="lines", on_delete="CASCADE")
    position = peewee.IntegerField()
    plan = peewee.ForeignKeyField(Plan, null=True, backref="quote_lines")
    product_reference = peewee.CharField(default="")
    name = peewee.TextField()
    publisher = peewee.CharField(default="")
    kind = peewee.CharField()
    unit = peewee.CharField()
    commitment = peewee.CharField()
    billing = peewee.CharField()
    quantity = peewee.IntegerField()
    list_price = MinorField(null=True)
    percent = peewee.IntegerField(null=True)
    agreed = MinorField(null=True)
    unit_price = MinorField()
    net = MinorField()
    vat_rate = peewee.IntegerField()
    components = JsonField(default=list)
    price_source = peewee.CharField(default="quote")

    class Meta:
        table_name = "quote_line"
        indexes = ((("version", "position"), True),)

    def money(self, name: str, currency: str) -> Money | None:
        """One of its amounts; None where there is none."""
        minor = getattr(self, name)
        return None if minor is None else Money(minor, currency)


class QuoteEntry(Model):
    """One step of a quote: what was written and what happened, in order; `by` is who, in words.

    `kind` is a key of quotes/words.py ENTRIES.
    """

    quote = peewee.ForeignKeyField(Quote, backref="entries", on_delete="CASCADE")
    key = peewee.CharField(null=True, unique=True)
    kind = peewee.CharField()
    author = peewee.CharField(default="")  # "customer" or "staff"
    by = peewee.CharField(default="")
    body = peewee.TextField(default="")
    version = peewee.IntegerField(null=True)
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "quote_entry"
