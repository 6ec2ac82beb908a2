"""Formal notices: sent, receipt confirmed by a person, then remedied or acted upon (clause 3.2b)."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.accounts.pages import form_page
from phoenix.kernel import clock
from phoenix.partners import rules as partner_rules
from phoenix.partners import words as partner_words
from phoenix.staff import loading
from phoenix.staff.lists import Choice, Column, StaffList, customer, listed
from phoenix.staff.standing_forms import NoticeForm, ReasonForm, ReceiptForm
from phoenix.staff.words import CHANNELS, NOTICE_STATES
from phoenix.standing import noticing, reading, rules
from phoenix.standing.models import FormalNotice
from phoenix.standing.words import refusal
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_notices", __name__, url_prefix="/equipe")


def _in_state(state: str):
    return FormalNotice.open_of.is_null(False) if state == "open" else FormalNotice.state == state


NOTICES = StaffList(
    "mises-en-demeure",
    _l("Mises en demeure"),
    FormalNotice,
    columns=(
        Column("reference", _l("Référence"), lambda row: row.reference, link=lambda row: url_for("staff_notices.one", reference=row.reference)),
        Column("customer", _l("Client"), lambda row: row.organisation.name, link=lambda row: url_for("staff_organisations.one", reference=row.organisation.reference)),
        Column("sent", _l("Envoyée le"), lambda row: row.sent_on, sort=FormalNotice.id),
        Column("received", _l("Reçue le"), lambda row: row.received_on),
        Column("ripe", _l("Agir à partir du"), reading.ripe_at),
        Column("state", _l("État"), lambda row: NOTICE_STATES[row.state]),
    ),
    filters=(
        Choice("state", _l("État"), {"open": _l("Ouvertes"), **NOTICE_STATES}, where=_in_state, start="open"),
        customer(FormalNotice.organisation),
    ),
    order=lambda chosen: "sent" if chosen.get("state") == "open" else "-sent",
    load=lambda ids: FormalNotice.select(FormalNotice, Organisation).join(Organisation).where(FormalNotice.id << ids),
    empty=_l("Aucune mise en demeure n’est ouverte"),
)


@blueprint.get("/mises-en-demeure")
@staff_only(SUPPORT, ACCOUNTING)
def view():
    """The notices that are open, the oldest first, and when each may be acted upon."""
    return listed(NOTICES)


@blueprint.get("/organisations/<reference>/mise-en-demeure")
@staff_only(SUPPORT, ACCOUNTING)
def write(reference: str):
    """Write a notice; the open one where there is one."""
    organisation = loading.organisation(reference)
    known = reading.history(organisation).notice
    if known:
        return see_other(url_for(".one", reference=known.reference))
    return form_page("staff/notice_write.html", NoticeForm(formdata=None), organisation=organisation)


@blueprint.post("/organisations/<reference>/mise-en-demeure")
@staff_only(SUPPORT, ACCOUNTING)
def send(reference: str):
    """Send it."""
    organisation, form = loading.organisation(reference), NoticeForm()
    if not form.validate():
        return form_page("staff/notice_write.html", form, organisation=organisation)
    try:
        row = noticing.send(
            organisation, form.demand.data, form.channel.data, form.post_number.data or "", form.key.data
        )
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
        return see_other(url_for("staff_organisations.one", reference=reference))
    return see_other(url_for(".one", reference=row.reference))


@blueprint.get("/mises-en-demeure/<reference>")
@staff_only(SUPPORT, ACCOUNTING)
def one(reference: str):
    """Where a notice stands, and what may be done now."""
    return _shown(loading.notice(reference))


@blueprint.post("/mises-en-demeure/<reference>/reception")
@staff_only(SUPPORT, ACCOUNTING)
def receive(reference: str):
    """A person confirms the day of receipt."""
    row, form = loading.notice(reference), ReceiptForm()
    if not form.validate():
        return _shown(row, receipt_form=form)
    try:
        noticing.record_receipt(row, form.received_on.data, form.proof.data)
    except rules.BadReceipt as refused:
        form.received_on.errors = [refusal(refused)]
        return _shown(row, receipt_form=form)
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
    return see_other(url_for(".one", reference=reference))


@blueprint.post("/mises-en-demeure/<reference>/reparation")
@staff_only(SUPPORT, ACCOUNTING)
def remedy(reference: str):
    """The breach is remedied; a suspension ends with it."""
    row, form = loading.notice(reference), ReasonForm()
    if not form.validate():
        return _shown(row, remedy_form=form)
    return _done(row, lambda: noticing.remedy(row, form.reason.data), _("Le manquement est réparé."))


@blueprint.post("/mises-en-demeure/<reference>/suspension")
@staff_only(SUPPORT)
def suspend(reference: str):
    """Suspend, once the five days have passed."""
    row = loading.notice(reference)
    return _done(row, lambda: noticing.suspend_for_breach(row), _("Le compte est suspendu. Le client en est averti."))


@blueprint.post("/mises-en-demeure/<reference>/cloture")
@staff_only(SUPPORT)
def close(reference: str):
    """Close, once the five days have passed."""
    row = loading.notice(reference)
    return _done(row, lambda: noticing.close_for_breach(row), _("Le compte est clos. Le client en est averti."))


@blueprint.post("/mises-en-demeure/<reference>/partenariat")
@staff_only(SUPPORT)
def end_partnership(reference: str):
    """End the partnership, once the five days have passed."""
    row = loading.notice(reference)
    return _done(row, lambda: noticing.end_partnership_for_breach(row), _("Le partenariat est résilié. Le client en est averti."))


def _done(row, act, words: str):
    """Do it and say so, or say why the software does not."""
    try:
        act()
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
    except partner_rules.Refused as refused:
        flash(partner_words.refusal(refused), "warning")
    else:
        flash(words, "success")
    return see_other(url_for(".one", reference=row.reference))


def _shown(row, **forms):
    given = {"receipt_form": ReceiptForm(formdata=None), "remedy_form": ReasonForm(formdata=None), **forms}
    wrong = next((form for form in forms.values() if form.errors), None)
    return page(
        "staff/notice.html",
        status=422 if wrong else 200,
        wrong=wrong,
        notice=row,
        organisation=row.organisation,
        ripe_at=reading.ripe_at(row),
        is_ripe=_is_ripe(row),
        last_day=rules.last_day_to_remedy(row.received_on) if row.received_on else None,
        suspension=reading.history(row.organisation).suspension,
        notice_words=NOTICE_STATES,
        channel_words=CHANNELS,
        **given,
    )


def _is_ripe(row) -> bool:
    try:
        rules.check_ripe(row.received_on, reading.zone_of(row.organisation), clock.now())
    except rules.NotRipe:
        return False
    return row.open_of is not None
