"""Confirmations of data: asked, waited for, past their day (clause 3.1e)."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.staff import loading, organisations
from phoenix.staff.lists import Badge, Choice, Column, StaffList, customer, listed
from phoenix.staff.standing_forms import PartnerForm
from phoenix.standing import confirming, rules
from phoenix.standing.closing import today
from phoenix.standing.models import DataConfirmation
from phoenix.standing.words import refusal
from phoenix.team.access import staff_only
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_confirmations", __name__, url_prefix="/equipe")
STATES = {"open": _l("En attente"), "confirmed": _l("Confirmées"), "dropped": _l("Demande retirée")}
CONDITIONS = {
    "open": DataConfirmation.open_of.is_null(False),
    "confirmed": DataConfirmation.confirmed_at.is_null(False),
    "dropped": DataConfirmation.dropped_at.is_null(False),
}


def _state(row: DataConfirmation) -> Badge:
    if row.confirmed_at:
        return Badge(_("Confirmées"), "success")
    if row.dropped_at:
        return Badge(_("Demande retirée"))
    return Badge(_("Dépassé"), "error") if rules.is_late(row.due_on, today(row.organisation)) else Badge(_("En attente"), "info")


CONFIRMATIONS = StaffList(
    "confirmations",
    _l("Données à confirmer"),
    DataConfirmation,
    columns=(
        Column("customer", _l("Client"), lambda row: row.organisation.name, link=lambda row: url_for("staff_organisations.one", reference=row.organisation.reference)),
        Column("asked", _l("Demandé le"), lambda row: row.asked_at, sort=DataConfirmation.id),
        Column("for", _l("Pour"), lambda row: row.partner or _("nous-mêmes")),
        Column("due", _l("Dernier jour"), lambda row: row.due_on),
        Column("state", _l("État"), _state),
    ),
    filters=(Choice("state", _l("État"), STATES, where=CONDITIONS.get, start="open"), customer(DataConfirmation.organisation)),
    order=lambda chosen: "asked" if chosen.get("state") == "open" else "-asked",
    load=lambda ids: DataConfirmation.select(DataConfirmation, Organisation).join(Organisation).where(DataConfirmation.id << ids),
    empty=_l("Aucune confirmation n’est attendue"),
)


@blueprint.get("/confirmations")
@staff_only(SALES, SUPPORT, ACCOUNTING)
def view():
    """What is waited for, in the order of the asks, which is that of their last days; what is late says so."""
    return listed(CONFIRMATIONS)


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
