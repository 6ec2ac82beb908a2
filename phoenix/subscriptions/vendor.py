"""The staff's list of things to do at the publisher (subscriptions.md: our stop is a cancellation there)."""

from __future__ import annotations

from datetime import date

import peewee

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.subscriptions import rules
from phoenix.subscriptions.models import Subscription, VendorTask
from phoenix.team import audit

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
    if reason in (rules.BY_WITHDRAWAL, rules.NO_SEATS, rules.BY_FORCE_MAJEURE, rules.BY_CANCELLATION):
        owe(row, CANCEL_NOW, on)


OPEN = VendorTask.done_at.is_null() & VendorTask.dropped_at.is_null()


def waiting() -> tuple[int, date | None]:
    """How many things are to be done, and by when the first of them."""
    count, first = VendorTask.select(peewee.fn.COUNT(VendorTask.id), peewee.fn.MIN(VendorTask.due_on)).where(OPEN).tuples().get()
    return count, VendorTask.due_on.python_value(first)


def tasks_of(row: Subscription) -> list[VendorTask]:
    """Everything that was or is to be done for a subscription, the latest first."""
    found = list(VendorTask.select().where(VendorTask.subscription == row).order_by(VendorTask.id.desc()))
    for each in found:
        each.subscription = row
    return found


def subject_of(task: VendorTask) -> str:
    """How the staff's log names a task."""
    return f"vendor_task:{task.id}"


def done(task: VendorTask) -> bool:
    """Staff did it at the publisher; False when it was done already, or the customer changed their mind."""
    with transaction():
        if not VendorTask.update(done_at=clock.now()).where(VendorTask.id == task.id, OPEN).execute():
            return False
        told = {"subscription": task.subscription.number, "kind": task.kind, "quantity": task.quantity}
        audit.record("vendor_done", subject_of(task), after=told)
        return True


def not_done(task: VendorTask) -> bool:
    """It was marked by mistake; False when it is open, or no longer wanted."""
    with transaction():
        marked = (VendorTask.id == task.id) & VendorTask.done_at.is_null(False) & VendorTask.dropped_at.is_null()
        if not VendorTask.update(done_at=None).where(marked).execute():
            return False
        audit.record("vendor_reopened", subject_of(task), before={"done_at": task.done_at.isoformat()})
        return True
