"""Everything that happened to a subscription, newest first: who did it, when, and what it was."""

from __future__ import annotations

from datetime import datetime

from phoenix.accounts.models import Person
from phoenix.kernel.values import frozen
from phoenix.subscriptions.models import Subscription, SubscriptionEvent


@frozen
class Entry:
    """One event; `detail` holds its values (minor units, ISO days), `person` the customer who asked for it."""

    at: datetime
    kind: str
    detail: dict
    person: str


def of(row: Subscription) -> list[Entry]:
    """The events of a subscription, in two queries."""
    events = list(
        SubscriptionEvent.select()
        .where(SubscriptionEvent.subscription == row)
        .order_by(SubscriptionEvent.at.desc(), SubscriptionEvent.id.desc())
    )
    names = _names(row.organisation_id)
    return [Entry(each.at, each.kind, each.detail, names.get(each.detail.get("person"), "")) for each in events]


def _names(organisation_id: int) -> dict[int, str]:
    """People of the organisation; what our staff did carries no name."""
    return {person.id: person.full_name for person in Person.select().where(Person.organisation == organisation_id)}
