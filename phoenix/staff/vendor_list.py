"""Things to do at the publisher by due date: cancel, change seats, transfer; who marks them done (subscriptions.md)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.staff import subscription_words as words
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, listed
from phoenix.subscriptions import vendor
from phoenix.subscriptions.models import Subscription, VendorTask
from phoenix.team import audit
from phoenix.team.access import staff_only
from phoenix.team.rules import SALES, SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_vendor", __name__, url_prefix="/equipe/fournisseur")
STATES = {"open": _l("À faire"), "done": _l("Fait"), "dropped": _l("Plus demandé")}
CONDITIONS = {
    "open": vendor.OPEN,
    "done": VendorTask.done_at.is_null(False),
    "dropped": VendorTask.dropped_at.is_null(False),
}


def _load(ids: list[int]) -> list[VendorTask]:
    """With their subscriptions and customers, and who marked them; two queries."""
    rows = list(VendorTask.select(VendorTask, Subscription, Organisation).join(Subscription).join(Organisation).where(VendorTask.id << ids))
    by = audit.latest_by("vendor_done", [vendor.subject_of(row) for row in rows])
    for row in rows:
        row.marked_by = by.get(vendor.subject_of(row), "") if row.done_at else ""
    return rows


TASKS = StaffList(
    "fournisseur",
    _l("À faire chez l’éditeur"),
    VendorTask,
    columns=(
        Column("task", _l("Action"), words.task),
        Column("due", _l("Au plus tard"), lambda row: row.due_on, sort=VendorTask.due_on),
        Column(
            "subscription", _l("Abonnement"), lambda row: row.subscription.number,
            link=lambda row: url_for("staff_subscriptions.one", number=row.subscription.number), hint=lambda row: row.subscription.name,
        ),
        Column(
            "customer", _l("Client"), lambda row: row.subscription.organisation.name,
            link=lambda row: url_for("staff_organisations.one", reference=row.subscription.organisation.reference),
        ),
        Column("state", _l("État"), lambda row: Badge(*words.task_state(row)), hint=lambda row: row.marked_by),
        Column("done", "", lambda row: _("Fait"), post=lambda row: None if row.done_at or row.dropped_at else url_for("staff_vendor.done", task_id=row.id)),
    ),
    filters=(
        Choice("state", _l("État"), STATES, where=CONDITIONS.get, start="open"),
        Choice("kind", _l("Action"), words.TASKS, VendorTask.kind),
        Days("due", _l("Au plus tard"), VendorTask.due_on),
    ),
    order="due",
    load=_load,
    empty=_l("Rien à faire chez l’éditeur"),
)  # fmt: skip


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def view():
    """What is to be done, the soonest first."""
    return listed(TASKS)


@blueprint.post("/<int:task_id>/fait")
@staff_only(SALES, SUPPORT)
def done(task_id: int):
    """It is done at the publisher."""
    row = _load_one(task_id)
    if vendor.done(row):
        flash(_("C’est noté : %(task)s.", task=words.task(row)), "success")
    else:
        flash(_("Cette action était déjà faite, ou n’est plus demandée."), "warning")
    return see_other(url_for(".view"))


@blueprint.post("/<int:task_id>/a-refaire")
@staff_only(SALES, SUPPORT)
def not_done(task_id: int):
    """It was marked by mistake."""
    row = _load_one(task_id)
    if vendor.not_done(row):
        flash(_("L’action est de nouveau à faire."), "success")
    return see_other(url_for("staff_subscriptions.one", number=row.subscription.number))


def _load_one(task_id: int) -> VendorTask:
    query = VendorTask.select(VendorTask, Subscription).join(Subscription)
    return query.where(VendorTask.id == task_id).first() or abort(404)
