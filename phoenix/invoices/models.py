"""Invoices and credit notes: gapless series per seller, immutable once issued (clauses 6.2a, 4.3)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation
from phoenix.database import JsonField, MinorField, Model, UtcField
from phoenix.kernel import clock
from phoenix.kernel.money import Money
from phoenix.orders.models import Order, OrderLine


class Series(Model):
    """The last number given in one series of a seller, and its day."""

    seller_code = peewee.CharField()
    kind = peewee.CharField()
    last_number = peewee.IntegerField(default=0)
    last_date = peewee.DateField(null=True)

    class Meta:
        table_name = "invoice_series"
        indexes = ((("seller_code", "kind"), True),)


class Invoice(Model):
    """An invoice or credit note as issued; `facts` is all that its document prints."""

    number = peewee.CharField(unique=True)
    seller_code = peewee.CharField()
    kind = peewee.CharField()
    organisation = peewee.ForeignKeyField(Organisation, backref="invoices")
    order = peewee.ForeignKeyField(Order, backref="invoices", null=True)
    corrects = peewee.ForeignKeyField("self", backref="corrections", null=True)
    issued_on = peewee.DateField()
    due_on = peewee.DateField()
    currency = peewee.CharField()
    net = MinorField()
    vat = MinorField()
    gross = MinorField()
    state = peewee.CharField(default="issued")
    facts = peewee.TextField()
    pdf_sha = peewee.CharField(null=True)
    xml_sha = peewee.CharField(null=True)
    platform_status = peewee.CharField(default="not sent")
    created_at = UtcField(default=clock.now)

    class Meta:
        indexes = (
            (("organisation", "issued_on", "id"), False),
            (("seller_code", "issued_on", "id"), False),
            (("seller_code", "issued_on", "kind", "net"), False),  # sums by month
            (("order", "kind"), False),
            (("issued_on", "id"), False),
            (("state", "issued_on", "id"), False),
            (("kind", "issued_on", "id"), False),
            (("due_on", "id"), False),
            (("gross", "id"), False),
        )

    @property
    def total(self) -> Money:
        """The gross sum."""
        return Money(self.gross, self.currency)


class InvoiceLine(Model):
    """One line, tied to what was ordered and to the period of a subscription that it pays."""

    invoice = peewee.ForeignKeyField(Invoice, backref="lines")
    position = peewee.IntegerField()
    order_line = peewee.ForeignKeyField(OrderLine, backref="invoice_lines", null=True)
    subscription_id = peewee.IntegerField(null=True, index=True)
    label = peewee.TextField()
    quantity = peewee.IntegerField()
    unit_price = MinorField()
    net = MinorField()
    vat_rate = peewee.IntegerField()
    period_start = peewee.DateField(null=True)
    period_end = peewee.DateField(null=True)

    class Meta:
        indexes = ((("invoice", "position"), True),)


class InvoiceEvent(Model):
    """What happened to an invoice after its issue: paid, reopened, credited, handed over."""

    invoice = peewee.ForeignKeyField(Invoice, backref="events")
    kind = peewee.CharField()
    key = peewee.CharField(null=True, unique=True)
    detail = JsonField(default=dict)
    at = UtcField(default=clock.now)

    class Meta:
        table_name = "invoice_event"
