"""Maintenances: announced, changed, ended early, cancelled (clause 13a)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.accounts.pages import form_page
from phoenix.barring import maintenances, rules, words
from phoenix.barring.models import Maintenance
from phoenix.staff.operations_forms import ChangeMaintenanceForm, MaintenanceForm, VersionForm
from phoenix.staff.queries import asked_number
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import ADMIN, SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_maintenance", __name__, url_prefix="/equipe/maintenance")


@blueprint.get("")
@staff_only(SUPPORT)
def view():
    """What is announced, under way and over; administrators announce."""
    return _list_page(MaintenanceForm(formdata=None))


@blueprint.post("")
@staff_only(ADMIN)
def announce():
    """On every page from now on."""
    form = MaintenanceForm()
    if not form.validate():
        return _list_page(form)
    try:
        maintenances.announce(form.starts_at.instant, form.ends_at.instant, form.words_fr.data or "", form.words_en.data or "")
    except rules.Refused as refused:
        return _list_page(_refused(form, refused))
    flash(_("La maintenance est annoncée sur toutes les pages."), "success")
    return see_other(url_for(".view"))


@blueprint.get("/<int:maintenance_id>")
@staff_only(ADMIN)
def one(maintenance_id: int):
    """Its times and words, to be changed while it is not over."""
    row = _load(maintenance_id)
    return _one_page(row, ChangeMaintenanceForm(formdata=None, obj=row))


@blueprint.post("/<int:maintenance_id>/modification")
@staff_only(ADMIN)
def change(maintenance_id: int):
    """Move it, lengthen it, say it otherwise; whoever was faster is not overwritten."""
    row, form = _load(maintenance_id), ChangeMaintenanceForm()
    if not form.validate():
        return _one_page(row, form)
    try:
        times = form.starts_at.instant, form.ends_at.instant
        maintenances.change(row, form.version.data, *times, form.words_fr.data or "", form.words_en.data or "")
    except rules.Refused as refused:
        return _one_page(row, _refused(form, refused))
    except rules.ChangedMeanwhile:
        return _told(form, maintenance_id)
    flash(_("La maintenance est modifiée, et son annonce avec elle."), "success")
    return see_other(url_for(".view"))


@blueprint.post("/<int:maintenance_id>/fin")
@staff_only(ADMIN)
def end(maintenance_id: int):
    """Open the shop now."""
    return _acted(maintenance_id, maintenances.end, _("La boutique est ouverte."))


@blueprint.post("/<int:maintenance_id>/annulation")
@staff_only(ADMIN)
def cancel(maintenance_id: int):
    """Take the announcement back."""
    return _acted(maintenance_id, maintenances.cancel, _("La maintenance est annulée et n’est plus annoncée."))


def _acted(maintenance_id: int, act, done: str):
    row, form = _load(maintenance_id), VersionForm()
    try:
        if not form.validate():
            raise rules.ChangedMeanwhile()
        act(row, form.version.data)
        flash(done, "success")
    except rules.ChangedMeanwhile:
        flash(_("Un collègue l’a modifiée entre-temps, ou elle a changé d’état : voici où elle en est."), "warning")
    return see_other(url_for(".one", maintenance_id=maintenance_id))


def _told(form: ChangeMaintenanceForm, maintenance_id: int):
    """What was typed stays in the form, beside what the colleague wrote; sent again, it counts."""
    row = Maintenance.get_by_id(maintenance_id)
    form.form_errors.append(_("Un collègue l’a modifiée entre-temps : comparez, puis enregistrez de nouveau. Rien n’a été changé."))
    form.version.raw_data, form.version.data = None, row.version
    response = _one_page(row, form, theirs=True)
    response.status_code = 409
    return response


def _list_page(form: MaintenanceForm):
    rows = maintenances.latest(asked_number("below"))
    more = rows[maintenances.PAGE - 1].id if len(rows) > maintenances.PAGE else None
    shown = [(row, *words.STATES[maintenances.state_of(row)]) for row in rows[: maintenances.PAGE]]
    return form_page("staff/maintenance.html", form, rows=shown, more=more, may_write=current_member().may(ADMIN))


def _one_page(row: Maintenance, form: ChangeMaintenanceForm, theirs: bool = False):
    state = maintenances.state_of(row)
    return form_page("staff/maintenance_one.html", form, row=row, state=state, label=words.STATES[state], theirs=theirs)


def _refused(form: MaintenanceForm, refused: rules.Refused) -> MaintenanceForm:
    wrong = form.starts_at if refused.why in ("far", "overlaps") else form.ends_at
    wrong.errors = [words.refusal(refused)]
    return form


def _load(maintenance_id: int) -> Maintenance:
    return Maintenance.get_or_none(Maintenance.id == maintenance_id) or abort(404)
