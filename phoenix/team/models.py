"""The staff: members, their browsers and recovery codes, and what each has done (issue: roles, audit)."""

from __future__ import annotations

import peewee

from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock
from phoenix.team import rules


class StaffMember(Model):
    """Somebody of ours, apart from customers' accounts; no password until the link has been followed."""

    email = peewee.CharField()
    email_key = peewee.CharField(unique=True)
    name = peewee.CharField()
    roles = JsonField(default=list)
    language = peewee.CharField(default="fr")
    password_hash = peewee.CharField(null=True)
    totp_secret = peewee.CharField(null=True)
    totp_confirmed_at = UtcField(null=True)
    totp_last_step = peewee.BigIntegerField(default=0)
    created_at = UtcField(default=clock.now)
    disabled_at = UtcField(null=True)

    staff_session: StaffSession | None = None

    @property
    def has_totp(self) -> bool:
        """Whether a telephone is enrolled: without one, only enrolment is open."""
        return self.totp_confirmed_at is not None

    def may(self, *wanted: str) -> bool:
        """Whether this member may do what is for the roles `wanted`."""
        return rules.may(self.roles, wanted)


class StaffSession(Model):
    """One browser of a member, known by the hash of its secret; open once the second proof was given."""

    member = peewee.ForeignKeyField(StaffMember, backref="sessions")
    token_hash = peewee.CharField(unique=True)
    attempt = peewee.IntegerField(null=True)
    created_at = UtcField(default=clock.now)
    opened_at = UtcField(null=True)
    last_seen_at = UtcField(default=clock.now)
    ended_at = UtcField(null=True)
    address = peewee.CharField(default="")
    user_agent = peewee.CharField(default="")


class StaffCode(Model):
    """A recovery code of a member; only its hash is kept."""

    member = peewee.ForeignKeyField(StaffMember, backref="codes")
    code_hash = peewee.CharField()
    created_at = UtcField(default=clock.now)
    used_at = UtcField(null=True)


class StaffAct(Model):
    """One act: who, what, on what, what was before and after. Kept as written; `by` says it in words."""

    member = peewee.ForeignKeyField(StaffMember, backref="acts", null=True)
    by = peewee.CharField()
    act = peewee.CharField()
    subject = peewee.CharField()
    before = JsonField(null=True)
    after = JsonField(null=True)
    address = peewee.CharField(default="")
    at = UtcField(default=clock.now)

    class Meta:
        indexes = (
            (("subject", "id"), False), (("act", "id"), False), (("member", "id"), False),
            (("at", "id"), False),
            (("act", "at", "id"), False),
            (("subject", "at", "id"), False),
        )


class StaffSignal(Model):
    """Something that the software noticed and a person should look at; a person settles it.

    `kind` is a key of staff/words.py SIGNALS, `subject` names what it is about ("subscription:…"), and
    `key` makes what is noticed twice one signal.
    """

    kind = peewee.CharField()
    subject = peewee.CharField()
    detail = JsonField(default=dict)
    key = peewee.CharField(unique=True)
    at = UtcField(default=clock.now)
    settled_at = UtcField(null=True)
    settled_by = peewee.CharField(default="")

    class Meta:
        table_name = "staff_signal"
        indexes = ((("settled_at", "id"), False),)
