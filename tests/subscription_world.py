"""Subscriptions bought and lived through: days that pass, mails that leave, customers who change their minds."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from jinja2 import TemplateNotFound

from phoenix import worker
from phoenix.accounts.models import Person
from phoenix.invoices.models import Invoice
from phoenix.kernel import clock
from phoenix.messages.delivery import deliver_message
from phoenix.messages.models import Message
from phoenix.outbox.service import run_due
from phoenix.payments import settling
from phoenix.payments.models import Attempt, Collection, Payment
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import Subscription, VendorTask
from phoenix.subscriptions.run import Report, run
from tests import payment_world as world

ANCHOR = date(2026, 1, 31)


reached = [ANCHOR]  # the latest day that a test came to: time never goes back


def at(day: date, hour: int = 12, minute: int = 0):
    """Within this block it is noon UTC of that day, or another hour."""
    reached[0] = ANCHOR if day == ANCHOR else max(day, reached[0])
    return clock.frozen(datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC))


@pytest.fixture
def lyon(shop):
    """A customer in Lyon, on the last day of January."""
    with at(ANCHOR):
        yield world.person(world.organisation("fr"))


@pytest.fixture
def casablanca(shop):
    """A customer in Casablanca, on the same day."""
    with at(ANCHOR):
        yield world.person(world.organisation("ma", "Atelier Nour"))


def bought(by: Person, method, plan=None, seats: int = 10) -> Subscription:
    """A subscription that this customer bought today and paid by `method`."""
    known = {row.id for row in Subscription.select(Subscription.id)}
    world.pay(world.order(by, plan or world.plan(), seats), by, method)
    (made,) = [row for row in Subscription.select() if row.id not in known]
    return made


def windowed(hours: int | None = 168, **changes):
    """A plan whose publisher takes seats back for so many hours."""
    plan = world.plan(**changes)
    plan.vendor_window_hours = hours
    plan.save()
    return plan


def actor(by: Person) -> Actor:
    """The customer at their page."""
    return Actor(by, by.language, "192.0.2.7", "Firefox")


def now(row):
    """The row as it is now."""
    return type(row).get_by_id(row.id)


def deliver() -> None:
    """Do what the outbox owes, documents aside; mails really leave."""
    known = worker.handlers()
    run_due({**known, "mail.send": _post, "invoice.render": lambda _payload: None})


def _post(payload: dict) -> None:
    try:
        deliver_message(payload)
    except TemplateNotFound:  # its words are not written yet
        Message.update(sent_at=clock.now()).where(Message.key == payload["key"]).execute()


def lived(day: date, hour: int = 12, mails: bool = True) -> Report:
    """One day: what is due is done, and its mails leave."""
    with at(day, hour):
        report = run(day)
        if mails:
            deliver()
    return report


def live_until(last: date) -> Counter:
    """Every day on which something is due, up to `last`; nothing may fail."""
    counts, failures = Counter(), []
    earliest = reached[0]
    while (day := _next_day()) is not None and max(day, earliest) <= last:
        day = max(day, earliest)
        report = lived(day)
        counts += report.counts
        failures += report.failures
        earliest = day + timedelta(days=1)
    assert not failures, failures
    lived(last)
    return counts


def _next_day() -> date | None:
    rows = Subscription.select(
        Subscription.next_due_on, Subscription.next_notice_on, Subscription.announce_on
    ).tuples()
    days = [day for row in rows for day in row if day is not None]
    tries = Collection.select(Collection.try_on).where(
        Collection.try_on.is_null(False), Collection.state.not_in(("collected", "overdue"))
    )
    return min([*days, *(day for (day,) in tries.tuples())], default=None)


def news(intent_or_payment) -> Payment:
    """Stripe says what became of a payment."""
    payment = now(intent_or_payment)
    settling.settle(payment.last_attempt(), "webhook")
    return now(payment)


def attempts_of(invoice: Invoice) -> list[Attempt]:
    """Every try at an invoice, the oldest first."""
    query = Attempt.select(Attempt, Payment).join(Payment).where(Payment.invoice == invoice)
    return list(query.order_by(Attempt.id))


def last_invoice() -> Invoice:
    """The invoice issued last."""
    return Invoice.select().where(Invoice.kind == "invoice").order_by(Invoice.id.desc()).get()


def collection_of(invoice: Invoice) -> Collection:
    """What the shop does to get an invoice paid."""
    return Collection.get(Collection.invoice == invoice)


def mails_of(kind: str) -> list[Message]:
    """The mails of a kind, the oldest first."""
    return list(Message.select().where(Message.kind == kind).order_by(Message.id))


def credit_notes() -> list[Invoice]:
    """All credit notes, the oldest first."""
    return list(Invoice.select().where(Invoice.kind == "credit_note").order_by(Invoice.id))


def tasks(of: Subscription) -> list[tuple]:
    """What staff must still do at the publisher."""
    rows = VendorTask.select().where(
        VendorTask.subscription == of, VendorTask.done_at.is_null(), VendorTask.dropped_at.is_null()
    )
    return [(row.kind, row.due_on, row.quantity) for row in rows.order_by(VendorTask.id)]
