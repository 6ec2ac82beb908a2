"""Who is kept out, and when everybody is: blocks and maintenances, with what was said of them (clauses 13a, 14a)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.database import Model, UtcField
from phoenix.kernel import clock

ADDRESS, ORGANISATION, PERSON = "address", "organisation", "person"


class Block(Model):
    """An address range, an organisation or a person kept out until a moment; it ends there by itself.

    `open_key` names whom it keeps out, while it has not been lifted: one at a time. The visitor is told
    the category, staff alone the reason.
    """

    kind = peewee.CharField()
    network = peewee.CharField(default="")
    organisation = peewee.ForeignKeyField(Organisation, null=True, backref="blocks", on_delete="SET NULL")
    person = peewee.ForeignKeyField(Person, null=True, backref="blocks", on_delete="SET NULL")
    open_key = peewee.CharField(null=True, unique=True)
    category = peewee.CharField()
    reason = peewee.TextField()
    automatic = peewee.BooleanField(default=False)
    began_at = UtcField(default=clock.now)
    began_by = peewee.CharField()
    until = UtcField(index=True)
    lifted_at = UtcField(null=True)
    lifted_by = peewee.CharField(default="")
    lifted_why = peewee.TextField(default="")

    class Meta:
        indexes = (
            (("network", "id"), False),
            (("automatic", "id"), False),
            (("began_at", "id"), False),
            (("until", "id"), False),
            (("kind", "began_at", "id"), False),
            (("category", "began_at", "id"), False),
            (("automatic", "began_at", "id"), False),
        )

    def in_force(self) -> bool:
        """Whether it keeps anybody out now."""
        return self.lifted_at is None and clock.now() < self.until


class Maintenance(Model):
    """A window during which customers are told to come back later; announced beforehand in both languages."""

    starts_at = UtcField()
    ends_at = UtcField(index=True)
    words_fr = peewee.TextField(default="")
    words_en = peewee.TextField(default="")
    version = peewee.IntegerField(default=1)
    announced_at = UtcField(default=clock.now)
    announced_by = peewee.CharField()
    cancelled_at = UtcField(null=True)
    cancelled_by = peewee.CharField(default="")
