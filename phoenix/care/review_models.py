"""What customers publish about what they bought, how it was decided upon, reported, invited (clauses 12a-12d)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.catalogue.models import Product
from phoenix.database import Model, UtcField
from phoenix.kernel import clock
from phoenix.orders.models import Order


class Review(Model):
    """One review, never edited (clause 12c); `open_of` keeps a buyer to one at a time for each product.

    `due_on` is set while a decision is owed; `published_on` and `expires_on` are legal days of its country;
    `shown_name` is all that visitors see of who wrote it. `decided_by` and `refused_by` are numbers of members.
    """

    reference = peewee.CharField(unique=True)
    key = peewee.CharField(unique=True)
    open_of = peewee.CharField(null=True, unique=True)
    organisation = peewee.ForeignKeyField(Organisation, backref="reviews")
    person = peewee.ForeignKeyField(Person, null=True, backref="reviews", on_delete="SET NULL")
    product = peewee.ForeignKeyField(Product, backref="reviews", on_delete="CASCADE")
    order = peewee.ForeignKeyField(Order, null=True, backref="reviews", on_delete="SET NULL")
    rating = peewee.IntegerField()
    title = peewee.CharField()
    body = peewee.TextField()
    experienced_on = peewee.DateField()
    shown_as = peewee.CharField()  # "organisation" or "initials"
    shown_name = peewee.CharField()
    language = peewee.CharField()
    country = peewee.CharField()
    state = peewee.CharField(default="submitted")
    due_on = peewee.DateField(null=True)
    submitted_at = UtcField(default=clock.now)
    contested_at = UtcField(null=True)
    decided_at = UtcField(null=True)
    decided_by = peewee.IntegerField(null=True)
    refused_by = peewee.IntegerField(null=True)
    ground = peewee.CharField(default="")
    reason = peewee.TextField(default="")
    published_at = UtcField(null=True)
    published_on = peewee.DateField(null=True)
    expires_on = peewee.DateField(null=True)
    reply = peewee.TextField(default="")
    replied_on = peewee.DateField(null=True)
    version = peewee.IntegerField(default=1)

    class Meta:
        constraints = (
            peewee.Check("rating BETWEEN 1 AND 5"),
            peewee.Check("state <> 'published' OR published_on IS NOT NULL"),
        )
        indexes = (
            (("product", "state", "published_at", "id"), False),
            (("state", "due_on", "id"), False),
            (("state", "id"), False),
            (("state", "expires_on"), False),
            (("organisation", "id"), False),
        )


class ReviewEntry(Model):
    """One step of a review, in order; `kind` is a key of care/review_words.py ENTRIES, `by` who, in words."""

    review = peewee.ForeignKeyField(Review, backref="entries", on_delete="CASCADE")
    key = peewee.CharField(unique=True, null=True)
    kind = peewee.CharField()
    author = peewee.CharField()  # "customer", "staff" or "visitor"
    by = peewee.CharField(default="")
    ground = peewee.CharField(default="")
    body = peewee.TextField(default="")
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "review_entry"


class ReviewReport(Model):
    """Somebody holds a published review for false or unlawful; `state` is "open", "kept" or "withdrawn"."""

    review = peewee.ForeignKeyField(Review, backref="reports", on_delete="CASCADE")
    key = peewee.CharField(unique=True)
    reason = peewee.CharField()
    body = peewee.TextField()
    email = peewee.CharField(default="", index=True)
    organisation = peewee.ForeignKeyField(Organisation, null=True, backref="review_reports", on_delete="SET NULL")
    network = peewee.CharField()
    language = peewee.CharField()
    country = peewee.CharField()
    state = peewee.CharField(default="open")
    due_on = peewee.DateField()
    at = UtcField(default=clock.now)
    decided_at = UtcField(null=True)

    class Meta:
        table_name = "review_report"
        indexes = (
            (("state", "due_on", "id"), False),
            (("network", "at"), False),
            (("state", "decided_at"), False),
        )


class ReviewInvitation(Model):
    """A buyer is asked once for what they think of a product; `state` is "due", "sent" or "dropped" (clause 12a)."""

    organisation = peewee.ForeignKeyField(Organisation, backref="review_invitations")
    product = peewee.ForeignKeyField(Product, backref="review_invitations", on_delete="CASCADE")
    order = peewee.ForeignKeyField(Order, null=True, on_delete="SET NULL")
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    delivery_id = peewee.IntegerField(null=True)
    due_on = peewee.DateField()
    state = peewee.CharField(default="due")
    settled_at = UtcField(null=True)

    class Meta:
        table_name = "review_invitation"
        indexes = ((("organisation", "product"), True), (("state", "due_on", "id"), False), (("settled_at",), False))
