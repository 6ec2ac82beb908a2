"""Means of payment, payments and their attempts, refunds, and every step they took (clause 6.1)."""

from __future__ import annotations

import secrets

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.archive.sources import Kept
from phoenix.database import JsonField, MinorField, Model, UtcField
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.orders.models import Order
from phoenix.payments.collection_rules import DUE
from phoenix.payments.rules import NEW
from phoenix.payments.withholding_rules import DECLARED

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A public name that cannot be guessed, and that no other shop on the same account has."""
    return "".join(secrets.choice(LETTERS) for _ in range(16))


class StripeCustomer(Model):
    """An organisation as Stripe knows it."""

    organisation = peewee.ForeignKeyField(Organisation, unique=True, backref="stripe_customer")
    stripe_id = peewee.CharField(unique=True)
    created_at = UtcField(default=clock.now)


class PaymentMethod(Model):
    """A card or a bank account stored at Stripe: here only what may be shown (clauses 6.1b, 9.2)."""

    organisation = peewee.ForeignKeyField(Organisation, backref="payment_methods")
    stripe_id = peewee.CharField(unique=True)
    stripe_customer = peewee.CharField()
    kind = peewee.CharField()  # "card" or "sepa"
    brand = peewee.CharField(default="")
    last4 = peewee.CharField()
    country = peewee.CharField(null=True)
    exp_month = peewee.IntegerField(null=True)
    exp_year = peewee.IntegerField(null=True)
    bank_code = peewee.CharField(null=True)
    fingerprint = peewee.CharField(null=True)
    holder = peewee.CharField(default="")
    created_at = UtcField(default=clock.now)
    chosen_at = UtcField(null=True)  # the latest choice pays the next due dates (6.1c, 6.1d)
    removed_at = UtcField(null=True)

    class Meta:
        indexes = ((("organisation", "removed_at"), False),)

    @property
    def mandate(self) -> Mandate | None:
        """The mandate under which this account is debited."""
        return self.mandates.first()

    @property
    def bank_name(self) -> str:
        """What we may say of the bank."""
        return self.bank_code or ""


class Mandate(Kept, Model):
    """A SEPA mandate as it was shown and given (clause 6.1c)."""

    evidence = "mandate.given"
    method = peewee.ForeignKeyField(PaymentMethod, backref="mandates", unique=True)
    organisation = peewee.ForeignKeyField(Organisation, backref="mandates")
    reference = peewee.CharField(unique=True)
    stripe_id = peewee.CharField(null=True, unique=True)
    status = peewee.CharField(default="active")
    text = peewee.TextField()
    language = peewee.CharField()
    signed_at = UtcField(default=clock.now)
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    address = peewee.CharField(default="")
    user_agent = peewee.CharField(default="")
    creditor_identifier = peewee.CharField(null=True)
    last_debited_at = UtcField(null=True)
    ended_at = UtcField(null=True)


class Payment(Model):
    """A sum to get once, for an order or an invoice; `state` sums up its attempts."""

    reference = peewee.CharField(unique=True, default=new_reference)
    organisation = peewee.ForeignKeyField(Organisation, backref="payments")
    order = peewee.ForeignKeyField(Order, null=True, unique=True, backref="payments")
    invoice = peewee.ForeignKeyField(Invoice, null=True, backref="payments")
    part = peewee.IntegerField(default=1)  # a debit over Stripe's limit is split
    amount = MinorField()
    currency = peewee.CharField()
    state = peewee.CharField(default=NEW, index=True)
    method_kind = peewee.CharField()
    method = peewee.ForeignKeyField(PaymentMethod, null=True, backref="payments")
    language = peewee.CharField(default="fr")
    created_at = UtcField(default=clock.now)
    confirmed_at = UtcField(null=True)
    settled_at = UtcField(null=True)
    disputed_at = UtcField(null=True)

    class Meta:
        indexes = (
            (("invoice", "part"), True),
            (("created_at", "id"), False),
            (("state", "created_at", "id"), False),
            (("method_kind", "created_at", "id"), False),
            (("currency", "created_at", "id"), False),
            (("organisation", "created_at", "id"), False),
            (("amount", "id"), False),
        )

    @property
    def money(self) -> Money:
        """The sum."""
        return Money(self.amount, self.currency)

    def last_attempt(self) -> Attempt | None:
        """The attempt made last."""
        return self.attempts.order_by(Attempt.number.desc()).first()


class Attempt(Model):
    """One try at a payment, written before Stripe hears of it; its parameters never change."""

    payment = peewee.ForeignKeyField(Payment, backref="attempts")
    number = peewee.IntegerField()
    key = peewee.CharField(unique=True)
    method = peewee.ForeignKeyField(PaymentMethod, backref="attempts")
    kind = peewee.CharField()
    stripe_customer = peewee.CharField()
    stripe_method = peewee.CharField()
    amount = MinorField()
    currency = peewee.CharField()
    off_session = peewee.BooleanField(default=False)
    reached = peewee.CharField(default=NEW, index=True)
    dispute = peewee.CharField(null=True)
    intent_id = peewee.CharField(null=True, unique=True)
    submitted_at = UtcField(default=clock.now)
    called_at = UtcField(null=True)
    closed_at = UtcField(null=True)  # Stripe has confirmed that it can no longer be paid
    error_code = peewee.CharField(null=True)
    decline_code = peewee.CharField(null=True)

    class Meta:
        indexes = (
            (("payment", "number"), True),
            (("reached", "submitted_at"), False),
        )

    @property
    def money(self) -> Money:
        """The sum of this attempt."""
        return Money(self.amount, self.currency)


class Refund(Model):
    """Money given back, whole or in part; each has its credit note."""

    reference = peewee.CharField(unique=True, default=new_reference)
    payment = peewee.ForeignKeyField(Payment, backref="refunds")
    attempt = peewee.ForeignKeyField(Attempt, backref="refunds")
    amount = MinorField()
    reason = peewee.TextField(default="")
    origin = peewee.CharField(default="shop")  # or "stripe": made in its dashboard
    requested_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    state = peewee.CharField(default="submitted", index=True)
    stripe_id = peewee.CharField(null=True, unique=True)
    created_at = UtcField(default=clock.now)
    called_at = UtcField(null=True)
    booked_at = UtcField(null=True)
    # A credit note that was issued before the money went back; None: the refund has its own.
    credit_note = peewee.ForeignKeyField(Invoice, null=True, backref="refunds")
    key_of_credit = peewee.CharField(null=True, unique=True)
    form_key = peewee.CharField(null=True, unique=True)  # a form sent twice refunds once
    retry_of = peewee.ForeignKeyField("self", null=True, unique=True, backref="retries")
    decided_by = peewee.CharField(default="")
    lines = JsonField(null=True)  # what the credit note will name; None: a part of the invoice

    @property
    def key(self) -> str:
        """The name under which Stripe is asked, always the same."""
        return f"refund:{self.reference}"


class Collection(Model):
    """What the shop still has to get for an invoice by itself: when it tries next, and how often it was refused."""

    invoice = peewee.ForeignKeyField(Invoice, unique=True, backref="collections")
    organisation = peewee.ForeignKeyField(Organisation, backref="collections")
    country = peewee.CharField()
    subscription_id = peewee.IntegerField(null=True, index=True)
    subject = peewee.CharField(default="")  # what a debit notice sent before the invoice was about
    state = peewee.CharField(default=DUE)
    due_on = peewee.DateField()
    try_on = peewee.DateField(null=True, index=True)
    refusals = peewee.IntegerField(default=0)
    first_refused_on = peewee.DateField(null=True)
    refusal = peewee.CharField(default="")  # kind of the last decline, or why it waits
    refused_method = peewee.ForeignKeyField(PaymentMethod, null=True, backref="refused_collections")
    created_at = UtcField(default=clock.now)

    class Meta:
        indexes = (
            (("organisation", "state"), False), (("state", "due_on"), False),
            (("state", "due_on", "id"), False),
            (("due_on", "id"), False),
            (("try_on", "id"), False),
        )


class DebitNotice(Kept, Model):
    """The announcement of a SEPA debit, owed as message `message_key`: fourteen days before it (payments.md)."""

    evidence = "notice.debit"
    organisation = peewee.ForeignKeyField(Organisation, backref="debit_notices")
    subject = peewee.CharField()
    number = peewee.IntegerField()  # announced again, when its amount or mandate changed
    mandate = peewee.ForeignKeyField(Mandate, backref="notices")
    amount = MinorField()
    currency = peewee.CharField()
    debit_on = peewee.DateField()
    message_key = peewee.CharField()
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "debit_notice"
        indexes = ((("subject", "number"), True),)

    @property
    def money(self) -> Money:
        """The sum announced."""
        return Money(self.amount, self.currency)


class Withholding(Kept, Model):
    """A part of an invoice that its customer pays to the Moroccan treasury in our name, against a certificate.

    `base` and `amount` in minor units, `basis_points` as on the day of the line; `open_of` is its invoice and
    tax while it counts. The certificate's papers are the files about "withholding" `reference`.
    """

    evidence = "withholding.declared"
    reference = peewee.CharField(unique=True)
    invoice = peewee.ForeignKeyField(Invoice, backref="withholdings")
    organisation = peewee.ForeignKeyField(Organisation, backref="withholdings")
    country = peewee.CharField()  # of the invoice's seller
    ground = peewee.CharField()
    tax = peewee.CharField()
    base = MinorField()
    basis_points = peewee.IntegerField()
    amount = MinorField()
    currency = peewee.CharField()
    state = peewee.CharField(default=DECLARED)
    open_of = peewee.CharField(null=True, unique=True)
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    standing = peewee.BooleanField(default=False)  # by the customer's standing choice, not by hand
    declared_at = UtcField(default=clock.now)
    certificate_by = peewee.DateField()
    remind_on = peewee.DateField(null=True, index=True)
    certificate_number = peewee.CharField(default="")
    certificate_on = peewee.DateField(null=True)
    reason = peewee.TextField(default="")
    settled_on = peewee.DateField(null=True)
    settled_at = UtcField(null=True)
    settled_by = peewee.CharField(default="")

    class Meta:
        indexes = (
            (("organisation", "id"), False),
            (("declared_at", "id"), False),
            (("state", "declared_at", "id"), False),
            (("country", "declared_at", "id"), False),
            (("certificate_by", "id"), False),
            (("state", "certificate_by", "id"), False),
            (("amount", "id"), False),
            (("country", "state", "settled_on", "settled_at"), False),
        )

    @property
    def money(self) -> Money:
        """The sum held back."""
        return Money(self.amount, self.currency)


class WithholdingChoice(Model):
    """A customer holds this tax back from every due date, until `ended_at`; `open_of` while it lasts."""

    organisation = peewee.ForeignKeyField(Organisation, backref="withholding_choices")
    ground = peewee.CharField()
    tax = peewee.CharField()
    open_of = peewee.CharField(null=True, unique=True)
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    chosen_at = UtcField(default=clock.now)
    ended_at = UtcField(null=True)

    class Meta:
        table_name = "withholding_choice"
        indexes = ((("organisation", "id"), False),)


class PaymentEvent(Kept, Model):
    """One step of a payment: what changed, when, and who brought the news."""

    evidence = "payment.event"
    payment = peewee.ForeignKeyField(Payment, backref="events")
    attempt = peewee.ForeignKeyField(Attempt, null=True, backref="events")
    refund = peewee.ForeignKeyField(Refund, null=True, backref="events")
    source = peewee.CharField()  # click, answer, return, webhook, sweep, staff
    before = peewee.CharField()
    after = peewee.CharField()
    detail = JsonField(default=dict)
    at = UtcField(default=clock.now)


class WebhookEvent(Model):
    """A webhook that had its effect: the same one again has none."""

    stripe_id = peewee.CharField(unique=True)
    type = peewee.CharField()
    object_id = peewee.CharField(null=True)
    received_at = UtcField(default=clock.now)
