"""Confirmations of data: asked, waited for, past their day (clause 3.1e)."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from phoenix.staff import loading, organisations
from phoenix.staff.standing_forms import PartnerForm
from phoenix.standing import confirming, reading, rules
from phoenix.standing.closing import today
from phoenix.standing.models import DataConfirmation
from phoenix.standing.words import refusal
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_confirmations", __name__, url_prefix="/equipe")


@blueprint.get("/confirmations")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """What is waited for; what is late says so."""
    rows = reading.confirmations_open(organisations.number("after") or 0)
    return page(
        "staff/confirmations.html",
        rows=[(row, rules.is_late(row.due_on, today(row.organisation))) for row in rows],
        more=rows[-1].id if len(rows) == reading.PAGE else None,
    )


@blueprint.post("/organisations/<reference>/confirmation")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def ask(reference: str):
    """Ask the customer to confirm within fifteen days."""
    organisation, form = loading.organisation(reference), PartnerForm()
    if not form.validate():
        return organisations.shown(organisation, partner_form=form)
    try:
        confirming.ask(organisation, form.partner.data or "")
        flash(_("La demande est envoyée : le client a quinze jours."), "success")
    except rules.Refused as refused:
        flash(refusal(refused), "warning")
    return see_other(url_for("staff_organisations.one", reference=reference))


@blueprint.post("/confirmations/<int:confirmation_id>/retrait")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def drop(confirmation_id: int):
    """No longer ask."""
    row = loading.row(DataConfirmation, confirmation_id)
    confirming.drop(row)
    return see_other(url_for("staff_organisations.one", reference=row.organisation.reference))
