"""Closures: entered, looked at with what stays due and what is kept, confirmed (clauses 3.2a, 3.3a, 3.3b)."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.care.models import ContactMessage
from phoenix.kernel.money import Money
from phoenix.staff import loading, organisations
from phoenix.staff.lists import Badge, Choice, Column, StaffList, customer, listed
from phoenix.staff.standing_forms import EnterClosureForm
from phoenix.staff.words import CHANNELS, CLOSURE_STATES
from phoenix.standing import closing, reading, rules
from phoenix.standing.models import ASKED, CANCELLED, DONE, Closure
from phoenix.standing.words import KEPT, refusal
from phoenix.subscriptions.closing import remaining
from phoenix.team.access import staff_only
from phoenix.team.rules import SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_closures", __name__, url_prefix="/equipe")
KINDS = {ASKED: "warning", CANCELLED: "", DONE: "success"}


CLOSURES = StaffList(
    "clotures",
    _l("Clôtures"),
    Closure,
    columns=(
        Column("customer", _l("Client"), lambda row: row.organisation.name, link=lambda row: url_for("staff_organisations.one", reference=row.organisation.reference)),
        Column("asked", _l("Demandée le"), lambda row: row.asked_at, sort=Closure.id),
        Column("by", _l("Par"), lambda row: CHANNELS[row.source]),
        Column("state", _l("État"), lambda row: Badge(CLOSURE_STATES[row.state], KINDS[row.state])),
        Column("one", _l("Examiner"), lambda row: _("Examiner"), link=lambda row: url_for("staff_closures.one", closure_id=row.id)),
    ),
    filters=(Choice("state", _l("État"), CLOSURE_STATES, Closure.state, start=ASKED), customer(Closure.organisation)),
    order=lambda chosen: "asked" if chosen.get("state") == ASKED else "-asked",
    load=lambda ids: Closure.select(Closure, Organisation).join(Organisation).where(Closure.id << ids),
    empty=_l("Aucune clôture n’attend"),
)


@blueprint.get("/clotures")
@staff_only(SUPPORT)
def view():
    """The asks that wait, and the messages that are asks."""
    return listed(CLOSURES, "staff/closures.html", messages=reading.messages_about_closing())


@blueprint.post("/organisations/<reference>/cloture")
@staff_only(SUPPORT)
def enter(reference: str):
    """Enter an ask that came by mail, post or telephone."""
    organisation, form = loading.organisation(reference), EnterClosureForm()
    if not form.validate():
        return organisations.shown(organisation, closure_form=form)
    return _entered(organisation, form.channel.data, form.reason.data)


@blueprint.post("/messages/<int:message_id>/organisations/<reference>/cloture")
@staff_only(SUPPORT)
def enter_message(message_id: int, reference: str):
    """Take a message of the contact form for the ask that it is."""
    organisation = loading.organisation(reference)
    message = ContactMessage.get_or_none(ContactMessage.id == message_id, ContactMessage.subject == "closure")
    if message is None:
        flash(refusal(rules.NotOpen()), "warning")
        return see_other(url_for(".view"))
    return _entered(organisation, "contact", message.body, message)


@blueprint.get("/clotures/<int:closure_id>")
@staff_only(SUPPORT)
def one(closure_id: int):
    """What confirming this closure does: what stays due, sum by sum, and what is kept until when."""
    closure = loading.row(Closure, closure_id)
    return page(
        "staff/closure.html",
        closure=closure,
        organisation=closure.organisation,
        remaining=remaining(closure.organisation),
        kept=closing.kept_by(closure),
        kept_words=KEPT,
        channel_words=CHANNELS,
        as_money=Money,
    )


@blueprint.post("/clotures/<int:closure_id>/confirmation")
@staff_only(SUPPORT)
def confirm(closure_id: int):
    """Close the account."""
    closure = loading.row(Closure, closure_id)
    try:
        closing.confirm(closure)
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
        return see_other(url_for(".one", closure_id=closure_id))
    flash(_("Le compte est clos. Le client reçoit ce qui reste dû et ce qui est gardé."), "success")
    return see_other(url_for(".one", closure_id=closure_id))


def _entered(organisation: Organisation, channel: str, reason: str, message: ContactMessage | None = None):
    try:
        closure = closing.enter(organisation, channel, reason, message)
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
        return see_other(url_for("staff_organisations.one", reference=organisation.reference))
    return see_other(url_for(".one", closure_id=closure.id))
