"""Cards that expire are announced in the month before (payments.md)."""

from __future__ import annotations

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.payments import mails
from phoenix.payments.models import PaymentMethod

CHUNK = 500


def announce() -> int:
    """Tell the customers whose chosen card expires next month; once each. How many cards."""
    today = clock.now()
    year, month = today.year + today.month // 12, today.month % 12 + 1
    ids = [
        row
        for (row,) in PaymentMethod.select(PaymentMethod.id)
        .join(Organisation)
        .where(
            PaymentMethod.exp_year == year,
            PaymentMethod.exp_month == month,
            PaymentMethod.removed_at.is_null(),
            PaymentMethod.chosen_at.is_null(False),
            Organisation.closed_at.is_null(),
            PaymentMethod.id.not_in(_told(year, month)),
        )
        .order_by(PaymentMethod.id)
        .tuples()
    ]
    for chunk in peewee.chunked(ids, CHUNK):
        _tell(list(chunk))
    return len(ids)


def _told(year: int, month: int):
    """The cards that were announced before, by the keys of their mails, in the same query."""
    number = PaymentMethod.alias()
    key = peewee.NodeList((peewee.SQL("'payments.expiring:' ||"), number.id, peewee.SQL(f"|| ':{month:02d}/{year}'")))
    return number.select(number.id).join(Message, on=(Message.key == key)).where(number.exp_year == year, number.exp_month == month)


def _tell(ids: list[int]) -> None:
    """One read for the cards and one for the people, the first representative of each."""
    cards = list(PaymentMethod.select(PaymentMethod, Organisation).join(Organisation).where(PaymentMethod.id << ids))
    mine = Person.organisation << [card.organisation_id for card in cards]
    people = {row.organisation_id: row for row in Person.select(Person, Organisation).join(Organisation).where(mine).order_by(Person.id.desc())}
    for card in cards:
        with transaction():
            mails.card_expiring(card, people[card.organisation_id])
