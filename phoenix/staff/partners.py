"""Partners and those who want to be: listed, decided on, their level, their end (clauses 2c, 4.1d)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation, Person
from phoenix.care.words import COUNTRY_NAMES
from phoenix.partners import admitting, applying, ending, rules, service, words
from phoenix.partners.models import APPROVED, ASKED, PartnerApplication, Partnership
from phoenix.staff import loading, rate_tables
from phoenix.staff.lists import Badge, Choice, Column, Days, StaffList, customer, listed
from phoenix.staff.partner_forms import ApproveForm, LevelForm, WhyForm
from phoenix.staff.words import ACTS
from phoenix.team import audit
from phoenix.team.access import staff_only
from phoenix.team.rules import SALES
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_partners", __name__, url_prefix="/equipe/partenaires")
STATES = {"running": _l("En cours"), "leaving": _l("Sous préavis"), "ended": _l("Terminés")}


def _in_state(state: str):
    running = Partnership.ended_at.is_null(state != "ended")
    return running & Partnership.ends_on.is_null(False) if state == "leaving" else running


def _standing(row: Partnership) -> Badge:
    if row.ended_at:
        return Badge(_("terminé"))
    return Badge(_("sous préavis"), "warning") if row.ends_on else Badge(_("en cours"), "success")


PARTNERSHIPS = StaffList(
    "partenaires",
    _l("Partenaires"),
    Partnership,
    columns=(
        Column("customer", _l("Organisation"), lambda row: row.organisation.name, link=lambda row: url_for("staff_partners.one", reference=row.organisation.reference), hint=lambda row: row.organisation.reference),
        Column("country", _l("Pays"), lambda row: COUNTRY_NAMES[row.organisation.country]),
        Column("level", _l("Niveau"), lambda row: words.LEVELS[row.level]),
        Column("since", _l("Depuis le"), lambda row: row.since),
        Column("ends", _l("Fin le"), lambda row: row.ends_on),
        Column("state", _l("État"), _standing),
    ),
    filters=(
        Choice("state", _l("État"), STATES, where=_in_state, start="running"),
        Choice("level", _l("Niveau"), words.LEVELS, Partnership.level),
        customer(Partnership.organisation),
    ),
    order="-",
    load=lambda ids: Partnership.select(Partnership, Organisation).join(Organisation).where(Partnership.id << ids),
    empty=_l("Aucun partenaire"),
)
APPLICATIONS = StaffList(
    "candidatures",
    _l("Candidatures de partenaires"),
    PartnerApplication,
    columns=(
        Column("customer", _l("Organisation"), lambda row: row.organisation.name, link=lambda row: url_for("staff_partners.application", number=row.id), hint=lambda row: row.organisation.reference),
        Column("country", _l("Pays"), lambda row: COUNTRY_NAMES[row.organisation.country]),
        Column("asked", _l("Posée le"), lambda row: row.asked_at),
        Column("state", _l("État"), lambda row: Badge(*words.APPLICATION_STATES[row.state])),
    ),
    filters=(
        Choice("state", _l("État"), words.APPLICATION_STATES, PartnerApplication.state, start=ASKED),
        customer(PartnerApplication.organisation),
        Days("day", _l("Posée"), PartnerApplication.asked_at),
    ),
    order="-",
    load=lambda ids: PartnerApplication.select(PartnerApplication, Organisation).join(Organisation).where(PartnerApplication.id << ids),
    empty=_l("Aucune candidature"),
)


@blueprint.get("")
@staff_only(SALES)
def view():
    """Who is a partner."""
    return listed(PARTNERSHIPS, "staff/partners.html", waiting=applying.waiting()[0])


@blueprint.get("/candidatures")
@staff_only(SALES)
def applications():
    """Who wants to be one; what waits for us first."""
    return listed(APPLICATIONS, "staff/partner_applications.html")


@blueprint.get("/candidatures/<int:number>")
@staff_only(SALES)
def application(number: int):
    """One application with what is known of the organisation."""
    return _application_page(_application(number))


@blueprint.post("/candidatures/<int:number>/approbation")
@staff_only(SALES)
def approve(number: int):
    """Admit, once the agreement is accepted."""
    row, form = _application(number), ApproveForm()
    if not form.validate():
        return _application_page(row, approve_form=form)
    _try(lambda: applying.approve(row, form.level.data), _("La candidature est approuvée. L’organisation est invitée à accepter l’accord."))
    return see_other(url_for(".application", number=number))


@blueprint.post("/candidatures/<int:number>/refus")
@staff_only(SALES)
def refuse(number: int):
    """Refuse, with the reason."""
    row, form = _application(number), WhyForm()
    if not form.validate():
        return _application_page(row, refuse_form=form)
    _try(lambda: applying.refuse(row, form.reason.data), _("La candidature est refusée. L’organisation en reçoit le motif."))
    return see_other(url_for(".application", number=number))


@blueprint.get("/<reference>")
@staff_only(SALES)
def one(reference: str):
    """A partner: level, rates, end, what was done."""
    return partner_page(loading.organisation(reference))


@blueprint.post("/<reference>/niveau")
@staff_only(SALES)
def change_level(reference: str):
    """Another level; its rates hold at once."""
    organisation, form = loading.organisation(reference), LevelForm()
    running = service.partnership_of(organisation) or abort(404)
    if not form.validate():
        return partner_page(organisation, level_form=form)
    _try(lambda: admitting.change_level(running, form.level.data, form.seen.data), _("Le niveau est changé."))
    return see_other(url_for(".one", reference=reference))


@blueprint.post("/<reference>/preavis")
@staff_only(SALES)
def give_notice(reference: str):
    """End it with the notice of the agreement."""
    organisation, form = loading.organisation(reference), WhyForm(prefix="notice-")
    running = service.partnership_of(organisation) or abort(404)
    if not form.validate():
        return partner_page(organisation, notice_form=form)
    _try(lambda: ending.give_notice(running, form.reason.data), _("Le préavis est donné. Le partenaire en est averti."))
    return see_other(url_for(".one", reference=reference))


def partner_page(organisation: Organisation, **forms):
    """The page of one partner, with the forms that came back with errors."""
    rows = list(Partnership.select().where(Partnership.organisation == organisation).order_by(Partnership.id.desc()))
    if not rows:
        abort(404)
    running = rows[0] if rows[0].open_of else None
    given = {
        "level_form": LevelForm(formdata=None, level=running.level, seen=running.level) if running else None,
        "notice_form": WhyForm(formdata=None, prefix="notice-"),
        **forms,
    }
    wrong = next((form for form in forms.values() if form.errors), None)
    return page(
        "staff/partner.html",
        status=422 if wrong else 200,
        wrong=wrong,
        organisation=organisation,
        rows=rows,
        running=running,
        ends_on=rules.ends_on(service.today(organisation)),
        acts=audit.acts(subject=f"organisation:{organisation.reference}", size=20),
        act_words=ACTS,
        partner_words=words,
        **{**rate_tables.of_partner(organisation), **given},
    )


def _application_page(row: PartnerApplication, **forms):
    wrong = next((form for form in forms.values() if form.errors), None)
    earlier = PartnerApplication.select().where(PartnerApplication.organisation == row.organisation, PartnerApplication.id < row.id)
    return page(
        "staff/partner_application.html",
        status=422 if wrong else 200,
        wrong=wrong,
        application=row,
        organisation=row.organisation,
        earlier=list(earlier.order_by(PartnerApplication.id.desc()).limit(10)),
        decided=row.state not in (ASKED, APPROVED),
        partner_words=words,
        **{"approve_form": ApproveForm(formdata=None), "refuse_form": WhyForm(formdata=None), **forms},
    )


def _application(number: int) -> PartnerApplication:
    query = PartnerApplication.select(PartnerApplication, Organisation, Person).join(Organisation)
    query = query.switch(PartnerApplication).left_outer_join(Person)
    return query.where(PartnerApplication.id == number).first() or abort(404)


def _try(do, done: str) -> None:
    """Do it and say so, or say who or what was faster."""
    try:
        do()
        flash(done, "success")
    except rules.Refused as refused:
        flash(words.refusal(refused), "warning")
