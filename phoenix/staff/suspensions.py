"""Fraud, at once and with a reason; and suspensions lifted (clauses 3.2b, 3.2c)."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from phoenix.accounts.models import Organisation
from phoenix.accounts.pages import form_page
from phoenix.staff import loading, organisations
from phoenix.staff.standing_forms import ReasonForm
from phoenix.standing import noticing, rules
from phoenix.standing.models import Suspension
from phoenix.standing.words import refusal
from phoenix.team.access import staff_only
from phoenix.team.rules import SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_suspensions", __name__, url_prefix="/equipe")


@blueprint.get("/organisations/<reference>/fraude")
@staff_only(SUPPORT)
def fraud(reference: str):
    """Why, and suspend or close."""
    return form_page("staff/fraud.html", ReasonForm(formdata=None), organisation=loading.organisation(reference))


@blueprint.post("/organisations/<reference>/fraude/suspension")
@staff_only(SUPPORT)
def suspend(reference: str):
    """Suspend at once."""
    return _decided(reference, noticing.suspend_for_fraud, _("Le compte est suspendu. Le client en est averti."))


@blueprint.post("/organisations/<reference>/fraude/cloture")
@staff_only(SUPPORT)
def close(reference: str):
    """Close at once."""
    return _decided(reference, noticing.close_for_fraud, _("Le compte est clos. Le client en est averti."))


@blueprint.post("/suspensions/<int:suspension_id>/levee")
@staff_only(SUPPORT)
def lift(suspension_id: int):
    """Lift it, with a reason."""
    row, form = loading.row(Suspension, suspension_id), ReasonForm()
    if not form.validate():
        return organisations.shown(row.organisation, lift_form=form)
    try:
        noticing.lift(row, form.reason.data)
        flash(_("La suspension est levée. Le client en est averti."), "success")
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
    return see_other(url_for("staff_organisations.one", reference=row.organisation.reference))


def _decided(reference: str, act, words: str):
    organisation, form = loading.organisation(reference), ReasonForm()
    if not form.validate():
        return form_page("staff/fraud.html", form, organisation=organisation)
    try:
        act(organisation, form.reason.data)
        flash(words, "success")
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
    # An erased customer goes by another reference.
    organisation = Organisation.get_by_id(organisation.id)
    return see_other(url_for("staff_organisations.one", reference=organisation.reference))
