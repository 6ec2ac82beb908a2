"""Requests about personal data: what is due first, entered, answered, extended, refused (clause 9.3)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, stream_with_context, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.pages import form_page
from phoenix.care.words import COUNTRY_NAMES
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.privacy import due, export, held, obstacles, rules, service, words
from phoenix.privacy.held import Whose
from phoenix.privacy.models import OPEN, DataRequest
from phoenix.privacy.service import Asked, NotAllowed, Writer
from phoenix.staff.data_forms import EnterForm, IdentityForm, WordsForm
from phoenix.staff.data_words import REFUSALS
from phoenix.staff.lists import Badge, Choice, Column, StaffList, listed
from phoenix.team.access import current_member, staff_only
from phoenix.team.audit import record
from phoenix.team.rules import SUPPORT
from phoenix.web.filters import day_short, number
from phoenix.web.render import see_other

blueprint = Blueprint("staff_data", __name__, url_prefix="/equipe/demandes")
SOON = 7


def _days(row: DataRequest) -> Badge | int | None:
    """The days left, while an answer is owed."""
    if row.state != OPEN:
        return None
    days = _left(row)
    if days < 0:
        return Badge(ngettext("en retard de %(num)s jour", "en retard de %(num)s jours", -days), "error")
    return Badge(number(days), "warning") if days <= SOON else days


def _awaits(row: DataRequest) -> str | Badge:
    if row.state != OPEN:
        return Badge(*words.STATES[row.state])
    if not _known(row):
        return _("l’identité")
    return _("le %(day)s", day=day_short(row.runs_on)) if row.runs_on else _("notre réponse")


REQUESTS = StaffList(
    "demandes",
    _l("Demandes sur les données"),
    DataRequest,
    columns=(
        Column("request", _l("Demande"), lambda row: f"{words.KINDS[row.kind]} {row.reference}", link=lambda row: url_for("staff_data.one", reference=row.reference)),
        Column("person", _l("Personne"), lambda row: row.name),
        Column("received", _l("Reçue le"), lambda row: row.received_on, sort=DataRequest.id, down=True),
        Column("due", _l("Échéance"), lambda row: row.due_on, hint=lambda row: _("prolongée") if row.extended_at else "", sort=DataRequest.due_on),
        Column("left", _l("Jours restants"), _days),
        Column("awaits", _l("Attend"), _awaits),
    ),
    filters=(
        Choice("state", _l("État"), words.STATES, DataRequest.state, start=OPEN),
        Choice("kind", _l("Droit"), words.KINDS, DataRequest.kind),
        Choice("country", _l("Pays"), COUNTRY_NAMES, DataRequest.country),
    ),
    order=lambda chosen: "due" if chosen.get("state") == OPEN else "-received",
    empty=_l("Aucune demande n’est en cours."),
)


@blueprint.get("")
@staff_only(SUPPORT)
def view():
    """The open ones by time left; those that are closed by the filter."""
    return listed(REQUESTS, "staff/data_requests.html")


@blueprint.get("/nouvelle")
@staff_only(SUPPORT)
def new():
    """The form for what came by e-mail, post or telephone."""
    today = clock.today(COUNTRIES["fr"].timezone)
    return form_page("staff/data_enter.html", EnterForm(formdata=None, data={"received_on": today}))


@blueprint.post("/nouvelle")
@staff_only(SUPPORT)
def enter():
    """Enter it; the account of its address is found by itself."""
    form = EnterForm()
    if not form.validate():
        return form_page("staff/data_enter.html", form)
    person = Person.select(Person, Organisation).join(Organisation).where(Person.email_key == form.email.data.lower()).first()
    of = {name: form[name].data for name in ("name", "email", "language", "country", "channel", "received_on", "doubted")}
    asked = Asked(form.kind.data, form.key.data, (form.body.data or "").strip(), tuple(form.uses.data or ()))
    with transaction():
        row = service.enter(Writer(**of, person=person), asked, _by())
        record("data_request_entered", _subject(row), after={"kind": row.kind, "received_on": row.received_on.isoformat()})
    flash(_("La demande est enregistrée. La personne en est avisée."), "success")
    return see_other(url_for(".one", reference=row.reference))


@blueprint.get("/<reference>")
@staff_only(SUPPORT)
def one(reference: str):
    """A request with its clock, its steps, and what may be done."""
    return _page(_row(reference), WordsForm(formdata=None), IdentityForm(formdata=None))


@blueprint.post("/<reference>/identite")
@staff_only(SUPPORT)
def identity(reference: str):
    """The identity was checked, the paper destroyed: only the day is kept."""
    row, form = _row(reference), IdentityForm()
    if not form.validate():
        return _page(row, WordsForm(formdata=None), form)
    return _act(row, "data_request_identity", lambda: service.identity_checked(row, _by()))


@blueprint.post("/<reference>/prolongation")
@staff_only(SUPPORT)
def extend(reference: str):
    """Two more months, with word to the person."""
    return _with_words(reference, "data_request_extended", service.extend)


@blueprint.post("/<reference>/reponse")
@staff_only(SUPPORT)
def complete(reference: str):
    """Done, and told."""
    return _with_words(reference, "data_request_done", service.complete)


@blueprint.post("/<reference>/refus")
@staff_only(SUPPORT)
def refuse(reference: str):
    """Refused, with the reason."""
    return _with_words(reference, "data_request_refused", service.refuse)


@blueprint.post("/<reference>/effacement")
@staff_only(SUPPORT)
def erase(reference: str):
    """Confirm an erasure: it is done now instead of at the end of its wait."""
    row = _row(reference)
    if row.kind != rules.ERASURE or row.state != OPEN or not _known(row):
        abort(404)
    with transaction():
        done = due.do(row, _by())
        record("data_request_erased" if done else "data_request_blocked", _subject(row))
    if done:
        flash(_("C’est effacé."), "success")
    else:
        flash(_("Des contrats courent ou des sommes restent dues : le compte passe par la clôture."), "warning")
    return see_other(url_for(".one", reference=reference))


@blueprint.get("/<reference>/copie.zip")
@staff_only(SUPPORT)
def copy(reference: str):
    """The copy to send to who asked for it by mail; the log keeps who took it."""
    row = _row(reference)
    if row.kind not in rules.DOWNLOADED or row.state != OPEN or not _known(row):
        abort(404)
    whose = held.whose(row.organisation) if row.organisation_id else Whose(None, (row.email, row.email.lower()))
    with transaction():
        record("data_request_copied", _subject(row))
    answer = Response(stream_with_context(export.stream(whose)), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="phoenix-alliance-{row.reference}.zip"'
    return answer


def _with_words(reference: str, act: str, do):
    row, form = _row(reference), WordsForm()
    if not form.validate():
        return _page(row, form, IdentityForm(formdata=None))
    return _act(row, act, lambda: do(row, form.words.data.strip(), _by()))


def _act(row: DataRequest, act: str, do):
    try:
        with transaction():
            do()
            record(act, _subject(row), before={"state": row.state}, after={"state": _row(row.reference).state})
    except NotAllowed as refusal:
        flash(str(REFUSALS[refusal.reason]), "error")
    else:
        flash(_("C’est fait, et la personne en est avisée."), "success")
    return see_other(url_for(".one", reference=row.reference))


def _page(row: DataRequest, form, identity_form):
    today = clock.today(COUNTRIES[row.country].timezone)
    return form_page(
        "staff/data_request.html",
        form if form.errors or not identity_form.errors else identity_form,
        words_form=form,
        identity_form=identity_form,
        row=row,
        history=service.history(row),
        left=_left(row),
        known=_known(row),
        may_extend=rules.may_extend(row.received_on, today, row.extended_at is not None),
        obstacles=obstacles.of(row.organisation_id) if row.organisation_id else None,
        words=words,
    )


def _known(row: DataRequest) -> bool:
    """Whether nothing is awaited to know who asks."""
    return row.identity_asked_on is None or row.identity_checked_on is not None


def _left(row: DataRequest) -> int:
    return rules.days_left(row.due_on, clock.today(COUNTRIES[row.country].timezone))


def _row(reference: str) -> DataRequest:
    return DataRequest.get_or_none(DataRequest.reference == reference) or abort(404)


def _subject(row: DataRequest) -> str:
    return f"data_request:{row.reference}"


def _by() -> str:
    return current_member().name
