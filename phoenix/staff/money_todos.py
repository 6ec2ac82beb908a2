"""What waits for the staff around money: debits, overdue invoices, stuck payments, the publisher, facts of ours that lack."""

from __future__ import annotations

import peewee
from flask import url_for
from flask_babel import gettext as _

from phoenix.kernel import clock
from phoenix.kernel.sellers import SELLERS
from phoenix.payments import collection_rules as plan
from phoenix.payments import sweep
from phoenix.payments.models import Collection
from phoenix.staff.todo import Todo
from phoenix.subscriptions import vendor


def overdue() -> Todo:
    """Invoices that the shop no longer tries to collect by itself: a formal notice is open to us (clause 3.2b)."""
    count, first = _counted(Collection.state == plan.OVERDUE, Collection.due_on)
    return Todo(_("Factures en retard, prélèvements épuisés"), count, url_for("staff_collections.view", state="overdue"), oldest=first)


def refused() -> Todo:
    """Debits and card payments that were refused and are tried again by themselves."""
    count, first = _counted((Collection.state == plan.DUE) & (Collection.refusals > 0), Collection.first_refused_on)
    return Todo(_("Prélèvements refusés, de nouveau présentés"), count, url_for("staff_collections.view", state="refused"), oldest=first)


def stuck() -> Todo:
    """Payments without an answer for longer than it should take."""
    count, since = sweep.count_stuck(clock.now())
    return Todo(_("Paiements bloqués"), count, url_for("staff_payment_list.view", state="stuck"), oldest=since and since.date())


def at_the_publisher() -> Todo:
    """Cancellations, seats, transfers that we owe the publisher."""
    count, first = vendor.waiting()
    return Todo(_("À faire chez l’éditeur"), count, url_for("staff_vendor.view"), due=first)


def company_data() -> Todo:
    """Facts of our own companies that the law wants and that nobody has entered (clause 0)."""
    count = sum(len(seller.missing_facts()) for seller in SELLERS.values())
    return Todo(_("Mentions légales de nos sociétés à compléter"), count, url_for("staff_sellers.view"))


def _counted(condition, day) -> tuple:
    count, first = Collection.select(peewee.fn.COUNT(Collection.id), peewee.fn.MIN(day)).where(condition).tuples().get()
    return count, day.python_value(first)
