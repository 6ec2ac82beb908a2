"""What waits for the staff around money: debits, overdue invoices, stuck payments, the publisher, facts of ours that lack."""

from __future__ import annotations

import peewee
from flask import url_for
from flask_babel import gettext as _

from phoenix.config import settings
from phoenix.invoices.rules import late_rate_is_current
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.sellers import SELLERS
from phoenix.payments import collection_rules as plan
from phoenix.payments import sweep
from phoenix.payments.models import Collection, Withholding
from phoenix.payments.withholding_rules import DECLARED, RECEIVED
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


def certificates_to_check() -> Todo:
    """Certificates of tax held back at source that nobody has looked at."""
    rows = Withholding.select(peewee.fn.COUNT(Withholding.id), peewee.fn.MIN(Withholding.declared_at))
    count, since = rows.where(Withholding.state == RECEIVED).tuples().get()
    since = Withholding.declared_at.python_value(since)
    return Todo(_("Attestations de retenue à examiner"), count, url_for("staff_withholdings.view", state="received"), oldest=since and since.date())


def certificates_missing() -> Todo:
    """Tax held back at source whose certificate did not come in time."""
    late = (Withholding.state == DECLARED) & (Withholding.certificate_by < clock.today("Africa/Casablanca"))
    count, first = Withholding.select(peewee.fn.COUNT(Withholding.id), peewee.fn.MIN(Withholding.certificate_by)).where(late).tuples().get()
    return Todo(_("Retenues dont l’attestation manque"), count, url_for("staff_withholdings.view", state="late"), due=Withholding.certificate_by.python_value(first))


def at_the_publisher() -> Todo:
    """Cancellations, seats, transfers that we owe the publisher."""
    count, first = vendor.waiting()
    return Todo(_("À faire chez l’éditeur"), count, url_for("staff_vendor.view"), due=first)


def company_data() -> Todo:
    """Facts of our own companies and their host that the law wants and that nobody has entered (clause 0)."""
    count = sum(len(seller.missing_facts()) for seller in SELLERS.values()) + (settings().host_phone is None)
    count += not late_rate_is_current(clock.today(COUNTRIES["fr"].timezone), settings().late_rates)
    return Todo(_("Mentions légales de nos sociétés à compléter"), count, url_for("staff_sellers.view"))


def _counted(condition, day) -> tuple:
    count, first = Collection.select(peewee.fn.COUNT(Collection.id), peewee.fn.MIN(day)).where(condition).tuples().get()
    return count, day.python_value(first)
