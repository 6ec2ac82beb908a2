"""Cards that expire are announced in the month before (payments.md)."""

from __future__ import annotations

from phoenix.accounts.models import Organisation, Person
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.messages.models import Message
from phoenix.payments import mails
from phoenix.payments.models import PaymentMethod


def announce() -> int:
    """Tell the customers whose chosen card expires next month; once each. How many cards."""
    today = clock.now()
    year, month = today.year + today.month // 12, today.month % 12 + 1
    cards = list(
        PaymentMethod.select(PaymentMethod, Organisation)
        .join(Organisation)
        .where(
            PaymentMethod.exp_year == year,
            PaymentMethod.exp_month == month,
            PaymentMethod.removed_at.is_null(),
            PaymentMethod.chosen_at.is_null(False),
            Organisation.closed_at.is_null(),
        )
    )
    told = [card for card in cards if not _known(card)]
    for card in told:
        person = Person.select().where(Person.organisation == card.organisation_id).order_by(Person.id).first()
        with transaction():
            mails.card_expiring(card, person)
    return len(told)


def _known(card: PaymentMethod) -> bool:
    key = f"payments.expiring:{card.id}:{card.exp_month:02d}/{card.exp_year}"
    return Message.select().where(Message.key == key).exists()
