"""What staff look at: what is open, and all that ever was about one customer."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.care.models import ContactMessage
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.orders.models import Order
from phoenix.standing import rules
from phoenix.standing.models import ASKED, RECEIVED, SENT, Closure, DataConfirmation, FormalNotice, Suspension

PAGE = 100
CLOSURE_SUBJECT = "closure"


class History(NamedTuple):
    """All that was asked, sent and decided about a customer, the latest first."""

    people: list[Person]
    orders: list[Order]
    closures: list[Closure]
    notices: list[FormalNotice]
    suspensions: list[Suspension]
    confirmations: list[DataConfirmation]

    @property
    def suspension(self) -> Suspension | None:
        """The one in force."""
        return next((row for row in self.suspensions if row.open_of), None)

    @property
    def notice(self) -> FormalNotice | None:
        """The one that is open."""
        return next((row for row in self.notices if row.open_of), None)

    @property
    def closure(self) -> Closure | None:
        """The ask that waits."""
        return next((row for row in self.closures if row.open_of), None)

    @property
    def confirmation(self) -> DataConfirmation | None:
        """The ask that waits."""
        return next((row for row in self.confirmations if row.open_of), None)


def history(organisation: Organisation) -> History:
    """In six queries."""
    orders = Order.select().where(Order.organisation == organisation.id, Order.confirmed_at.is_null(False))
    return History(
        list(Person.select().where(Person.organisation == organisation.id).order_by(Person.id).limit(PAGE)),
        list(orders.order_by(Order.id.desc()).limit(5)),
        _latest(Closure, organisation),
        _latest(FormalNotice, organisation),
        _latest(Suspension, organisation),
        _latest(DataConfirmation, organisation),
    )


def messages_about_closing() -> list[tuple[ContactMessage, Organisation | None]]:
    """Messages of the contact form that ask for a closure and were not entered, with the customer of the address."""
    taken = Closure.select(Closure.message).where(Closure.message.is_null(False))
    since = clock.now() - rules.MESSAGES_SHOWN_FOR
    asked = (ContactMessage.subject == CLOSURE_SUBJECT) & (ContactMessage.created_at > since)
    query = ContactMessage.select().where(asked, ContactMessage.id.not_in(taken)).order_by(ContactMessage.id)
    messages = list(query.limit(PAGE))
    people = Person.select(Person, Organisation).join(Organisation)
    known = {person.email_key: person.organisation for person in people.where(Person.email_key << [_address(each) for each in messages])}
    found = [(each, known.get(_address(each))) for each in messages]
    return [(message, of) for message, of in found if of is None or of.closed_at is None]


def notice_of(reference: str) -> FormalNotice | None:
    """The notice of that reference, with its customer."""
    query = FormalNotice.select(FormalNotice, Organisation).join(Organisation)
    return query.where(FormalNotice.reference == reference).first()


def ripe_at(row: FormalNotice) -> datetime | None:
    """When staff may act on a notice; None while no receipt is recorded."""
    return rules.ripe_at(row.received_on, zone_of(row.organisation)) if row.received_on else None


def zone_of(organisation: Organisation) -> str:
    """Where the customer's legal days are counted."""
    return COUNTRIES[organisation.country].timezone


def count_closures() -> tuple[int, datetime | None]:
    """How many asks wait, and since when."""
    return _count(Closure, Closure.asked_at, Closure.state == ASKED)


def count_unreceived() -> tuple[int, date | None]:
    """How many notices wait for their receipt, and the day of the oldest."""
    return _count(FormalNotice, FormalNotice.sent_on, FormalNotice.state == SENT, FormalNotice.open_of.is_null(False))


def count_ripe(today: date) -> tuple[int, date | None]:
    """How many notices have had their five days without effect, and since when."""
    before = FormalNotice.received_on < rules.last_received_of_ripe(today)
    count, oldest = _count(FormalNotice, FormalNotice.received_on, FormalNotice.state == RECEIVED, before)
    return count, oldest and rules.last_day_to_remedy(oldest)


def count_late(today: date) -> tuple[int, date | None]:
    """How many confirmations were not given in time, and the oldest day."""
    waited = DataConfirmation.open_of.is_null(False) & DataConfirmation.confirmed_at.is_null()
    return _count(DataConfirmation, DataConfirmation.due_on, waited, DataConfirmation.due_on < today)


def _count(model, oldest, *conditions) -> tuple:
    query = model.select(peewee.fn.COUNT(model.id), peewee.fn.MIN(oldest)).where(*conditions)
    count, first = query.tuples().get()
    return count, oldest.python_value(first)


def _latest(model, organisation: Organisation) -> list:
    return list(model.select().where(model.organisation == organisation.id).order_by(model.id.desc()).limit(PAGE))


def _address(message: ContactMessage) -> str:
    return message.email.strip().lower()
