"""Who asked to be a partner, who is one since when and until when, and what partners pay less (clauses 2c, 4.1d).

`open_of` is the organisation's id while a row is open: one at a time, which the database holds.
"""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.catalogue.models import Family
from phoenix.database import Model, UtcField
from phoenix.kernel import clock

ASKED, APPROVED, REFUSED, WITHDRAWN, ACCEPTED = "asked", "approved", "refused", "withdrawn", "accepted"
OPEN = (ASKED, APPROVED)
BY_PARTNER, BY_NOTICE, BY_BREACH, BY_CLOSURE, BY_OPERATOR = "partner", "notice", "breach", "closure", "operator"


class PartnerApplication(Model):
    """An organisation asks to be admitted; once approved it waits for the agreement to be accepted."""

    organisation = peewee.ForeignKeyField(Organisation, backref="partner_applications")
    open_of = peewee.IntegerField(null=True, unique=True)
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    activity = peewee.TextField()
    customers = peewee.CharField(default="")
    website = peewee.CharField(default="")
    message = peewee.TextField(default="")
    state = peewee.CharField(default=ASKED)
    level = peewee.CharField(default="")
    reason = peewee.TextField(default="")
    asked_at = UtcField(default=clock.now)
    decided_at = UtcField(null=True)
    decided_by = peewee.CharField(default="")
    settled_at = UtcField(null=True)

    class Meta:
        indexes = ((("state", "id"), False), (("organisation", "id"), False))


class Partnership(Model):
    """A partnership from its day on; under notice it has the day `ends_on`, the first one without it."""

    organisation = peewee.ForeignKeyField(Organisation, backref="partnerships")
    open_of = peewee.IntegerField(null=True, unique=True)
    application = peewee.ForeignKeyField(PartnerApplication, null=True, on_delete="SET NULL")
    level = peewee.CharField()
    since = peewee.DateField()
    ends_on = peewee.DateField(null=True)
    end_source = peewee.CharField(default="")  # who ends it and how: BY_PARTNER and so on
    end_reason = peewee.TextField(default="")
    end_notice = peewee.CharField(default="")  # the formal notice behind a breach
    end_by = peewee.CharField(default="")
    noticed_at = UtcField(null=True)
    warned_at = UtcField(null=True)
    ended_at = UtcField(null=True)

    class Meta:
        indexes = ((("organisation", "id"), False), (("ended_at", "ends_on"), False), (("ended_at", "id"), False))


class PartnerRate(Model):
    """From a day on, so many basis points less than the catalogue, for a level or for one organisation.

    On a family, or on all of them (None); no basis points: the next wider rate holds again. Rows are
    added, never edited; of two for the same day the later one holds (clause 15a).
    """

    level = peewee.CharField(null=True)
    organisation = peewee.ForeignKeyField(Organisation, null=True, backref="partner_rates", on_delete="CASCADE")
    family = peewee.ForeignKeyField(Family, null=True, backref="partner_rates", on_delete="RESTRICT")
    basis_points = peewee.IntegerField(null=True)
    valid_from = peewee.DateField()
    set_at = UtcField(default=clock.now)
    set_by = peewee.CharField(default="")

    class Meta:
        indexes = ((("organisation", "id"), False), (("level", "id"), False))
