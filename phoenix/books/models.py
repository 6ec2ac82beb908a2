"""What does not agree between payments, invoices and Stripe, and Stripe's own statements as they were read."""

from __future__ import annotations

import peewee

from phoenix.database import MinorField, Model, UtcField
from phoenix.kernel import clock

OPEN, EXPLAINED, GONE = "open", "explained", "gone"


class Finding(Model):
    """One difference; `key` is what it is about ("overpaid:FR-000042"), so that it is found once.

    `expected` and `seen` are what stands in the books and what was found, in minor units. Explained by one of
    ours with a note, or "gone" when it is no longer there.
    """

    key = peewee.CharField(unique=True)
    kind = peewee.CharField()
    subject = peewee.CharField()
    day = peewee.DateField()
    currency = peewee.CharField()
    expected = MinorField(default=0)
    seen = MinorField(default=0)
    state = peewee.CharField(default=OPEN)
    note = peewee.TextField(default="")
    by = peewee.CharField(default="")
    version = peewee.IntegerField(default=1)
    found_at = UtcField(default=clock.now)
    settled_at = UtcField(null=True)

    class Meta:
        table_name = "book_finding"
        indexes = (
            (("day", "id"), False),
            (("state", "day", "id"), False),
            (("kind", "day", "id"), False),
            (("currency", "day", "id"), False),
        )


class Movement(Model):
    """One line of Stripe's statement; `category` and ids as Stripe writes them, `day` in UTC as its reports count."""

    stripe_id = peewee.CharField(unique=True)
    category = peewee.CharField()
    day = peewee.DateField()
    currency = peewee.CharField()
    gross = MinorField()
    fee = MinorField(default=0)
    intent_id = peewee.CharField(default="", index=True)
    source_id = peewee.CharField(default="")
    payout_id = peewee.CharField(default="")
    read_at = UtcField(default=clock.now)

    class Meta:
        table_name = "stripe_movement"
        indexes = ((("day", "category"), False),)
