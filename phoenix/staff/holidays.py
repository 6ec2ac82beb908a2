"""Days off that the staff know better than the calendar: lunar feasts as announced (clause 11a)."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from phoenix.accounts.pages import form_page
from phoenix.care import holidays, words
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.staff.claim_forms import HolidayForm
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_holidays", __name__, url_prefix="/equipe/reclamations/jours-feries")
FARTHEST = timedelta(days=3 * 365)
LOOKED_BACK = timedelta(days=60)


@blueprint.get("")
@staff_only(SUPPORT)
def view():
    """The coming days off of both countries, and what the staff said of them."""
    return _holidays_page(HolidayForm(formdata=None))


@blueprint.post("")
@staff_only(SUPPORT)
def say():
    """A day is off, or worked; open claims are counted anew."""
    form = HolidayForm()
    if form.validate() and abs(form.day.data - _today()) > FARTHEST:
        form.day.errors = [_("Choisissez un jour de moins de trois ans d’ici.")]
    if form.errors:
        return _holidays_page(form)
    closed = form.closed.data == "yes"
    moved = holidays.override(form.country.data, form.day.data, closed, form.name.data or "", current_member().name)
    flash(
        _("Le jour est noté.")
        + (" " + ngettext("Une réclamation a une nouvelle date.", "%(num)s réclamations ont une nouvelle date.", moved) if moved else ""),
        "success",
    )
    return see_other(url_for(".view"))


@blueprint.post("/<int:override_id>/retirer")
@staff_only(SUPPORT)
def forget(override_id: int):
    """Go by the calendar again; one that is gone already is fine."""
    if holidays.forget(override_id):
        flash(_("Le calendrier vaut de nouveau pour ce jour."), "success")
    return see_other(url_for(".view"))


def _holidays_page(form: HolidayForm):
    today = _today()
    coming = {
        country: [(day, name) for day, name in sorted(feasts.items()) if day >= today]
        for country in COUNTRIES
        for feasts in [holidays.feasts(country, today.year) | holidays.feasts(country, today.year + 1)]
    }
    said = holidays.overrides(today - LOOKED_BACK)
    return form_page("staff/holidays.html", form, coming=coming, said=said, words=words)


def _today() -> date:
    return clock.today(COUNTRIES["fr"].timezone)
