"""The staff record that a subscription moves to another partner (clause 3.3b)."""

from __future__ import annotations

from datetime import date

from phoenix.database import transaction
from phoenix.subscriptions import endings
from phoenix.subscriptions.changing import Actor
from phoenix.subscriptions.models import Subscription
from phoenix.team import audit


def record(row: Subscription, on: date, partner: str) -> Subscription:
    """It moves on `on`: nothing is billed from that day, and the publisher is to be told.

    NotAllowed: "ended", "committed", "past" (before the month under way), "beyond_paid_month".
    """
    with transaction():
        moved = endings.transfer_out(row, on, partner, Actor(None, "fr"))
        audit.record("subscription_transferred", subject_of(row), after={"on": on.isoformat(), "partner": partner})
        return moved


def subject_of(row: Subscription) -> str:
    """How the staff's log names a subscription."""
    return f"subscription:{row.number}"
