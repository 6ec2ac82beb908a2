"""Who buys: organisations, their people, and the trace of what is done in their name (clause 3)."""

from __future__ import annotations

import peewee
from flask_login import UserMixin

from phoenix.database import JsonField, Model, UtcField
from phoenix.kernel import clock


class Organisation(Model):
    """A legal person that buys (clauses 1b, 3.1a); `vat_territory` is a key of the VAT rates."""

    reference = peewee.CharField(unique=True)
    name = peewee.CharField()
    kind = peewee.CharField(default="professional")
    legal_type = peewee.CharField(default="company")
    country = peewee.CharField()
    siren = peewee.CharField(null=True, index=True)
    siret = peewee.CharField(null=True)
    vat_number = peewee.CharField(null=True)
    ice = peewee.CharField(null=True, index=True)
    rc = peewee.CharField(null=True)
    tax_id = peewee.CharField(null=True)
    address_line1 = peewee.CharField()
    address_line2 = peewee.CharField(default="")
    postal_code = peewee.CharField()
    city = peewee.CharField()
    vat_territory = peewee.CharField()
    phone = peewee.CharField(default="")
    billing_email = peewee.CharField(null=True)
    created_at = UtcField(default=clock.now)
    closed_at = UtcField(null=True)
    partner_since = peewee.DateField(null=True)  # the partner agreement is for them (clause 2c)
    # What My Account says at its top, where no page may ask for more (rows: phoenix/standing).
    suspended_at = UtcField(null=True)
    closure_asked_at = UtcField(null=True)
    confirm_by = peewee.DateField(null=True)

    class Meta:
        indexes = ((("country", "id"), False),)


# Found by the beginning of the name; PostgreSQL's is in byte order (migration 0010).
Organisation.add_index(peewee.Index("organisation_by_name", Organisation, [peewee.fn.LOWER(Organisation.name)]))


class Person(UserMixin, Model):
    """A representative of an organisation, who signs in; the keys are unique whatever the case."""

    organisation = peewee.ForeignKeyField(Organisation, backref="people")
    username = peewee.CharField()
    username_key = peewee.CharField(unique=True)
    email = peewee.CharField()
    email_key = peewee.CharField(unique=True)
    password_hash = peewee.CharField()
    first_name = peewee.CharField()
    last_name = peewee.CharField()
    job_title = peewee.CharField(default="")
    phone = peewee.CharField(default="")
    language = peewee.CharField(default="fr")
    email_confirmed_at = UtcField(null=True)
    power_declared_at = UtcField(default=clock.now)
    totp_secret = peewee.CharField(null=True)
    totp_confirmed_at = UtcField(null=True)
    totp_last_step = peewee.BigIntegerField(default=0)
    created_at = UtcField(default=clock.now)

    login_session: LoginSession | None = None

    @property
    def full_name(self) -> str:
        """First and last name, as on a letter."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def has_totp(self) -> bool:
        """Whether signing in asks for a one-time code."""
        return self.totp_confirmed_at is not None


class PendingSignUp(Model):
    """A sign-up form whose address is not confirmed yet: no account exists before it is."""

    key_hash = peewee.CharField(unique=True)
    email_key = peewee.CharField(index=True)
    form = JsonField()
    language = peewee.CharField()
    country = peewee.CharField()
    cart_key = peewee.CharField(null=True)
    address = peewee.CharField(default="")
    created_at = UtcField(default=clock.now)
    used_at = UtcField(null=True)


class LoginSession(Model):
    """One signed-in browser, known by the hash of its secret; it can be ended (clause 3.1f)."""

    person = peewee.ForeignKeyField(Person, backref="login_sessions", on_delete="CASCADE")
    token_hash = peewee.CharField(unique=True)
    created_at = UtcField(default=clock.now)
    last_seen_at = UtcField(default=clock.now)
    ended_at = UtcField(null=True)
    address = peewee.CharField(default="")
    user_agent = peewee.CharField(default="")


class SignIn(Model):
    """One attempt to prove something: the sign-in history, and what throttling counts.

    `kind` is "sign_in", "code" (second step), "password" (a change confirmed by it) or a request
    for a mail; `account_key` is the same for every name of one account.
    """

    kind = peewee.CharField(default="sign_in")
    account_key = peewee.CharField()
    network = peewee.CharField()
    person = peewee.ForeignKeyField(Person, backref="sign_ins", null=True, on_delete="CASCADE")
    succeeded = peewee.BooleanField()
    address = peewee.CharField(default="")
    user_agent = peewee.CharField(default="")
    at = UtcField(default=clock.now)

    class Meta:
        indexes = (
            (("account_key", "at"), False),
            (("network", "at"), False),
            (("person", "at"), False),
        )


class RecoveryCode(Model):
    """A code that replaces the telephone once; only its hash is kept."""

    person = peewee.ForeignKeyField(Person, backref="recovery_codes", on_delete="CASCADE")
    code_hash = peewee.CharField()
    created_at = UtcField(default=clock.now)
    used_at = UtcField(null=True)


class ProfileChange(Model):
    """One datum changed, by whom and when (clause 3.1d); secrets leave no value behind."""

    organisation = peewee.ForeignKeyField(Organisation, backref="changes")
    person = peewee.ForeignKeyField(Person, backref="changes", null=True, on_delete="SET NULL")
    field = peewee.CharField()
    old = peewee.TextField(default="")
    new = peewee.TextField(default="")
    address = peewee.CharField(default="")
    at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("organisation", "at"), False),)


class ContactPreference(Model):
    """A dated choice for one channel; the latest one holds (clauses 10.1, 10.2)."""

    person = peewee.ForeignKeyField(Person, backref="preferences", on_delete="CASCADE")
    channel = peewee.CharField()
    allowed = peewee.BooleanField()
    source = peewee.CharField(default="preferences")
    address = peewee.CharField(default="")
    at = UtcField(default=clock.now)

    class Meta:
        indexes = ((("person", "channel", "at"), False),)


class Restriction(Model):
    """A use of a person's data that they objected to or had restricted; in force until lifted (clause 9.3)."""

    person = peewee.ForeignKeyField(Person, backref="restrictions", on_delete="CASCADE")
    use = peewee.CharField()
    origin = peewee.CharField()  # "objection" or "restriction"
    since = UtcField(default=clock.now)
    lifted_at = UtcField(null=True)

    class Meta:
        indexes = ((("person", "use", "lifted_at"), False), (("use", "lifted_at"), False))
