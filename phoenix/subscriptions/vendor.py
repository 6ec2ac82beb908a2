"""The staff's list of things to do at the publisher (subscriptions.md: our stop is a cancellation there)."""

from __future__ import annotations

from datetime import date

from phoenix.kernel import clock
from phoenix.subscriptions import rules
from phoenix.subscriptions.models import Subscription, VendorTask

CANCEL = "cancel_at_term_end"
REDUCE = "reduce_at_renewal"
ADD = "add_seats"
REMOVE = "remove_seats"
CANCEL_NOW = "cancel_now"
TRANSFER = "transfer"


def owe(row: Subscription, kind: str, due_on: date, quantity: int | None = None) -> None:
    """Something to do at the publisher by `due_on`; an open task of the kind is brought up to date."""
    if kind in (CANCEL, REDUCE):
        drop(row, kind)
    VendorTask.create(subscription=row, kind=kind, due_on=due_on, quantity=quantity, created_at=clock.now())


def drop(row: Subscription, kind: str) -> None:
    """The customer changed their mind before it was done."""
    VendorTask.update(dropped_at=clock.now()).where(
        VendorTask.subscription == row,
        VendorTask.kind == kind,
        VendorTask.done_at.is_null(),
        VendorTask.dropped_at.is_null(),
    ).execute()


def ended(row: Subscription, on: date, reason: str) -> None:
    """An end that nobody had asked for before must be carried out at the publisher at once."""
    if reason in (rules.BY_WITHDRAWAL, rules.NO_SEATS, rules.BY_FORCE_MAJEURE):
        owe(row, CANCEL_NOW, on)


def open_tasks() -> list[VendorTask]:
    """What is to be done, the soonest first."""
    query = VendorTask.select(VendorTask, Subscription).join(Subscription)
    wanted = (VendorTask.done_at.is_null(), VendorTask.dropped_at.is_null())
    return list(query.where(*wanted).order_by(VendorTask.due_on, VendorTask.id))
