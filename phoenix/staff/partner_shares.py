"""Whom partners were given, and whom they must be told to delete because the consent ended (clause 10.2)."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from phoenix.accounts.models import Organisation, Person
from phoenix.database import transaction
from phoenix.prospecting import sharing
from phoenix.prospecting.models import PartnerShare
from phoenix.staff.lists import Badge, Choice, Column, StaffList, listed
from phoenix.staff.partner_share_forms import ToldForm
from phoenix.team import audit
from phoenix.team.access import staff_only
from phoenix.team.rules import SALES, SUPPORT
from phoenix.web.render import see_other

blueprint = Blueprint("staff_partner_shares", __name__, url_prefix="/equipe/transmissions")
STOP, RUNNING, TOLD = "stop", "running", "told"
STATES = {
    STOP: (_l("Retrait à signaler"), "error"),
    RUNNING: (_l("Consenti"), "success"),
    TOLD: (_l("Retrait signalé"), ""),
}
CONDITIONS = {
    STOP: sharing.TO_STOP,
    RUNNING: PartnerShare.ended_at.is_null() & PartnerShare.withdrawal_told_at.is_null(),
    TOLD: PartnerShare.withdrawal_told_at.is_null(False),
}


def _state(row: PartnerShare) -> str:
    if row.withdrawal_told_at:
        return TOLD
    return STOP if row.ended_at else RUNNING


def _partners() -> dict[str, str]:
    return {name: name for name in sharing.partners()}


def _load(ids: list[int]):
    query = PartnerShare.select(PartnerShare, Person, Organisation).join(Person).join(Organisation)
    return query.where(PartnerShare.id << ids)


SHARES = StaffList(
    "transmissions",
    _l("Coordonnées transmises aux partenaires"),
    PartnerShare,
    columns=(
        Column("person", _l("Personne"), lambda row: row.name or _("(nom effacé)"), link=lambda row: url_for("staff_organisations.one", reference=row.person.organisation.reference), hint=lambda row: row.email),
        Column("partner", _l("Partenaire"), lambda row: row.partner),
        Column("given", _l("Transmis le"), lambda row: row.at),
        Column("ended", _l("Consentement terminé le"), lambda row: row.ended_at),
        Column("told", _l("Retrait signalé le"), lambda row: row.withdrawal_told_at),
        Column("state", _l("État"), lambda row: Badge(*STATES[_state(row)])),
    ),
    filters=(
        Choice("state", _l("État"), STATES, where=CONDITIONS.get, start=STOP),
        Choice("partner", _l("Partenaire"), _partners, where=lambda name: PartnerShare.partner == name),
    ),
    order="-",
    load=_load,
    empty=_l("Aucun retrait à signaler"),
)  # fmt: skip


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def view():
    """What waits first: the CSV of a partner's withdrawals is the list that it must get."""
    waiting = [(count, ToldForm(formdata=None, partner=name, until=until.isoformat())) for name, count, until in sharing.waiting_by_partner()]
    return listed(SHARES, "staff/partner_shares.html", waiting=waiting)


@blueprint.post("/signale")
@staff_only(SALES, SUPPORT)
def told():
    """The partner was told to delete those that the page showed; who withdrew since waits."""
    form = ToldForm()
    if not form.validate():
        flash(_("Rechargez la page : rien n’a été fait."), "error")
        return see_other(url_for(".view"))
    partner = form.partner.data
    with transaction():
        count = sharing.told(PartnerShare.partner == partner, PartnerShare.ended_at <= datetime.fromisoformat(form.until.data))
        if count:
            audit.record("withdrawals_told", "partner-shares", after={"partner": partner, "people": count})
    if count:
        flash(ngettext("%(num)s retrait est noté comme signalé.", "%(num)s retraits sont notés comme signalés.", count), "success")
    else:
        flash(_("Ces retraits étaient déjà signalés."), "warning")
    return see_other(url_for(".view"))
