"""Claims by time left: listed, entered, answered, papers asked for, closed with an answer (clause 11a)."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Person
from phoenix.accounts.pages import form_page
from phoenix.accounts.rules import email_key
from phoenix.care import claim_answers, claim_reading, claims, rules, words
from phoenix.care.claim_answers import Act, Changed
from phoenix.care.models import Claim
from phoenix.files import service as files
from phoenix.files.rules import CLAIM
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES, market_of
from phoenix.staff.claim_forms import AnswerForm, ClosingForm, EnteredClaimForm, EnteredForm
from phoenix.staff.lists import Badge, Choice, Column, StaffList, Word, listed
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import SUPPORT
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_claims", __name__, url_prefix="/equipe/reclamations")
LONGEST_AGO = timedelta(days=366)
SOON = 2


def _load(ids: list[int]) -> list[Claim]:
    """With the working days left; one query and one for each country's days off."""
    rows = list(Claim.select().where(Claim.id << ids))
    left = claim_reading.days_left(rows)
    for row in rows:
        row.left = left.get(row.id)
    return rows


def _left(row: Claim) -> Badge | None:
    return None if row.left is None else Badge(words.time_left(row.left), "error" if row.left < 0 else "warning" if row.left < SOON else "")


CLAIMS = StaffList(
    "reclamations",
    _l("Réclamations"),
    Claim,
    columns=(
        Column("reference", _l("Référence"), lambda row: row.reference, link=lambda row: url_for("staff_claims.one", reference=row.reference)),
        Column("title", _l("Objet"), lambda row: row.title, hint=lambda row: words.CLAIM_SUBJECTS.get(row.subject, "")),
        Column("customer", _l("Client"), lambda row: row.organisation_name or row.name, hint=lambda row: words.COUNTRY_NAMES[row.country]),
        Column("received", _l("Reçue le"), lambda row: row.received_on, sort=Claim.id, down=True),
        Column("state", _l("État"), lambda row: Badge(*words.STATES[row.state])),
        Column("due", _l("À répondre"), lambda row: row.due_on, sort=Claim.due_on),
        Column("left", _l("Délai"), _left),
    ),
    filters=(
        Choice("state", _l("État"), words.STATES, Claim.state, start=rules.OPEN, all_label=_l("Toutes")),
        Choice("country", _l("Pays"), words.COUNTRY_NAMES, Claim.country),
        Word("q", _l("Référence ou adresse e-mail"), lambda text: (Claim.reference == text.upper()) | (Claim.email == text.lower())),
    ),
    order=lambda chosen: "due" if chosen.get("state") == rules.OPEN else "-received",
    load=_load,
    empty=_l("Aucune réclamation ici"),
)


@blueprint.get("")
@staff_only(SUPPORT)
def view():
    """What is due first, first; other states the newest first."""
    return listed(CLAIMS, "staff/claims.html")


@blueprint.get("/nouvelle")
@staff_only(SUPPORT)
def new():
    """The form for what came by mail, letter or telephone."""
    return form_page("staff/claim_new.html", EnteredClaimForm(formdata=None, day=_today("fr")))


@blueprint.post("/nouvelle")
@staff_only(SUPPORT)
def enter_new():
    """Take it in as of the day it came; the customer is told like any other."""
    form = EnteredClaimForm()
    if form.validate():
        _check_day(form, form.country.data)
    if form.errors:
        return form_page("staff/claim_new.html", form)
    person = Person.get_or_none(Person.email_key == email_key(form.email.data))
    country = person.organisation.country if person else form.country.data
    try:
        row = claims.receive(
            form.data, market_of(form.language.data, country), person=person, channel=form.channel.data, received_on=form.day.data
        )
    except claims.NotYours:
        form.about.errors = [_("L’organisation de cette adresse n’a ni commande ni facture de ce numéro.")]
        return form_page("staff/claim_new.html", form)
    flash(_("Réclamation %(reference)s enregistrée ; l’accusé de réception part.", reference=row.reference), "success")
    return see_other(url_for(".one", reference=row.reference))


@blueprint.get("/<reference>")
@staff_only(SUPPORT)
def one(reference: str):
    """The thread, what it is about, and all that can be done."""
    return claim_page(load(reference))


@blueprint.post("/<reference>/repondre")
@staff_only(SUPPORT)
def answer(reference: str):
    """Send an answer."""
    return _do(load(reference), AnswerForm(), "answer", lambda act, _form: claim_answers.answer(act), _("La réponse est envoyée."))


@blueprint.post("/<reference>/pieces")
@staff_only(SUPPORT)
def ask_papers(reference: str):
    """Ask for papers; the clock stands."""
    done = _("La demande de pièces est envoyée ; le délai est suspendu.")
    return _do(load(reference), AnswerForm(prefix="papers-"), "papers", lambda act, _form: claim_answers.ask_papers(act), done)


@blueprint.post("/<reference>/recu")
@staff_only(SUPPORT)
def enter(reference: str):
    """Enter what came by mail: papers that were awaited, or news."""
    row, form = load(reference), EnteredForm(prefix="entered-")
    if form.validate():
        _check_day(form, row.country, row.received_on)
    done = _("Le message du client est enregistré.")
    return _do(row, form, "entered", lambda act, form: claim_answers.enter(act, form.channel.data, form.day.data), done)


@blueprint.post("/<reference>/clore")
@staff_only(SUPPORT)
def close(reference: str):
    """End it, with the answer given before or the one written here."""
    form = ClosingForm(prefix="closing-")
    return _do(load(reference), form, "closing", lambda act, form: claim_answers.close(act, form.outcome.data), _("La réclamation est close."))


def _do(row: Claim, form, name: str, function, done: str):
    """Do it if the form is right and nobody was faster; nothing that was typed is lost."""
    if form.errors or not form.validate():
        return claim_page(row, **{name: form}, status=422)
    body, member = form.body.data or "", current_member()
    try:
        function(Act(row.id, form.version.data, form.key.data, member.name, body), form)
    except Changed:
        return _told(row.reference, form, name, _("Cette réclamation a changé entre-temps : relisez-la. Rien n’a été envoyé."), 409)
    except rules.NeverAnswered:
        form.body.errors = [_("Répondez avant de clore : une réclamation n’est jamais close sans réponse.")]
        return claim_page(row, **{name: form}, status=422)
    except rules.NotAllowed:
        return _told(row.reference, form, name, _("Ce n’est plus possible dans l’état où est la réclamation."), 409)
    flash(done, "success")
    return see_other(url_for(".one", reference=row.reference))


def _told(reference: str, form, name: str, why: str, status: int):
    """The claim as it is now, what was typed still in its form, ready for another try."""
    row = load(reference)
    form.form_errors.append(why)
    form.version.raw_data, form.version.data = None, row.version
    return claim_page(row, **{name: form}, status=status)


def claim_page(row: Claim, status: int = 200, **forms):
    """The page of a claim; forms that are not given are fresh."""
    fresh = {"formdata": None, "version": row.version}
    whole = {
        "answer": AnswerForm(**fresh),
        "papers": AnswerForm(prefix="papers-", **fresh),
        "entered": EnteredForm(prefix="entered-", day=_today(row.country), **fresh),
        "closing": ClosingForm(prefix="closing-", **fresh),
    }
    orders, invoices = claim_reading.documents_named(row)
    return page(
        "staff/claim.html",
        status=status,
        forms=whole | forms,
        wrong=next(iter(forms), None),
        thread=claim_reading.thread(row),
        left=claim_reading.days_left([row]).get(row.id),
        papers=files.of(CLAIM, row.reference),
        orders=orders,
        invoices=invoices,
        words=words,
    )


def load(reference: str) -> Claim:
    """The claim of that reference; 404 otherwise."""
    row = Claim.get_or_none(Claim.reference == reference.upper())
    return row or abort(404)


def _check_day(form, country: str, since: date | None = None) -> None:
    today = _today(country)
    if form.day.data > today:
        form.day.errors = [_("Ce jour n’est pas encore venu.")]
    elif form.day.data < today - LONGEST_AGO:
        form.day.errors = [_("Ce jour est trop ancien : un an au plus.")]
    elif since and form.day.data < since:
        form.day.errors = [_("Ce jour précède la réclamation.")]


def _today(country: str) -> date:
    return clock.today(COUNTRIES[country].timezone)

