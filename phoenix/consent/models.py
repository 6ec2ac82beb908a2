"""Cookie choices kept as proof, and the very words that were shown (clause 8a)."""

import peewee

from phoenix.database import Model, UtcField
from phoenix.kernel import clock


class CookieText(Model):
    """What a visitor reads before choosing, in one language, under its hash."""

    sha256 = peewee.CharField(max_length=64, unique=True)
    version = peewee.IntegerField()
    language = peewee.CharField(max_length=2)
    text = peewee.TextField()
    first_shown_at = UtcField(default=clock.now)


class CookieChoice(Model):
    """One choice: what was shown, what was chosen, when and from where. Never changed.

    `act` is accept, refuse or customise; `replaces` is the proof of the same browser's choice before.
    The visitor is not named: the proof's number is in the browser only.
    """

    proof = peewee.CharField(max_length=12, unique=True)
    act = peewee.CharField()
    technical = peewee.BooleanField()
    statistics = peewee.BooleanField()
    text = peewee.ForeignKeyField(CookieText, backref="choices")
    replaces = peewee.CharField(max_length=12, null=True)
    address = peewee.CharField(default="")
    user_agent = peewee.CharField(default="")
    at = UtcField(default=clock.now, index=True)
