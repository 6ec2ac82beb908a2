"""Offers sent, who never wants them again, what consenters look at, who was passed on (clauses 10.1-10.3)."""

import peewee

from phoenix.accounts.models import Person
from phoenix.catalogue.models import Product
from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock

SEEN, CLICKED = "seen", "clicked"


class Opposition(Model):
    """An address or number that gets no offers any more: only its keyed hash is kept, three years."""

    channel = peewee.CharField(max_length=10)
    fingerprint = peewee.CharField(max_length=64)
    source = peewee.CharField()
    at = UtcField(default=clock.now, index=True)

    class Meta:
        indexes = ((("channel", "fingerprint"), True),)


class Campaign(Model):
    """One letter of offers as the operator gave it; its key is used once."""

    key = peewee.CharField(unique=True)
    content = JsonField()
    created_at = UtcField(default=clock.now)
    asked_up_to = peewee.IntegerField(default=0)
    finished_at = UtcField(null=True)


class Interest(Model):
    """What a consenting person opened, on the site or from a letter; gone with the consent."""

    person = peewee.ForeignKeyField(Person, backref="interests", on_delete="CASCADE")
    product = peewee.ForeignKeyField(Product, on_delete="CASCADE")
    kind = peewee.CharField(max_length=10)
    count = peewee.IntegerField(default=1)
    last_at = UtcField(default=clock.now, index=True)

    class Meta:
        indexes = ((("person", "product", "kind"), True),)


class PartnerTransfer(Model):
    """A list of consenters that a partner was handed: by whom, and how many were on it."""

    partner = peewee.CharField()
    by = peewee.CharField()
    people = peewee.IntegerField()
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "partner_transfer"


class PartnerShare(Model):
    """A person whose address and telephone a partner was given, and when; `ended_at`: since when it no longer may have them.

    Name and address stay, even when the account is erased, until the partner is told to delete them.
    """

    person = peewee.ForeignKeyField(Person, backref="partner_shares", on_delete="CASCADE")
    partner = peewee.CharField()
    name = peewee.CharField()
    email = peewee.CharField()
    at = UtcField(default=clock.now)
    transfer = peewee.ForeignKeyField(PartnerTransfer, null=True, backref="shares", on_delete="SET NULL")
    ended_at = UtcField(null=True, index=True)
    withdrawal_told_at = UtcField(null=True)

    class Meta:
        indexes = ((("person", "partner"), True), (("partner", "withdrawal_told_at"), False))
