"""Supplementary quotes as they bear on the order that they are about (clause 5d)."""

from __future__ import annotations

import peewee

from phoenix.database import Model, UtcField
from phoenix.kernel import clock
from phoenix.orders.models import Order

WAITING = "waiting"
UNANSWERED = "unanswered"
ACCEPTED = "accepted"
REFUSED = "refused"
WITHDRAWN = "withdrawn"
GIVEN_UP = "given_up"  # no answer came, and staff ended the order


class SupplementaryQuote(Model):
    """An order asks for more than its price pays: the quote that was sent for it, and what became of it.

    `open_of` is the order's id while the question is open: one at a time.
    """

    order = peewee.ForeignKeyField(Order, backref="supplements")
    open_of = peewee.IntegerField(null=True, unique=True)
    quote_number = peewee.CharField(unique=True)
    key = peewee.CharField(unique=True)
    reason = peewee.TextField(default="")
    state = peewee.CharField(default=WAITING)
    by = peewee.CharField(default="")
    asked_at = UtcField(default=clock.now)
    settled_at = UtcField(null=True)

    class Meta:
        table_name = "supplementary_quote"
        indexes = ((("state", "id"), False),)
