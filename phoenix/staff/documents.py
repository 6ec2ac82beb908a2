"""The contract texts for the staff: who accepted what, and publishing a version with its day (clauses 2b, 2e)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _

from phoenix.contracts import service as contracts
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.legal import comparing, publishing, rules, service
from phoenix.legal.models import versions_of
from phoenix.legal.publishing import Next, NotPublishable
from phoenix.legal.sources import KINDS
from phoenix.staff.document_forms import PublicationForm
from phoenix.team import audit
from phoenix.team.access import staff_only
from phoenix.team.rules import ADMIN, SALES, SUPPORT
from phoenix.web.filters import day
from phoenix.web.market import current_market
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_documents", __name__, url_prefix="/equipe/documents")


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def view():
    """Every document with its versions: day, hash, how many accepted it, how many were told."""
    today = clock.today(service.LEGAL_ZONE)
    versions = versions_of(*KINDS)
    documents = [[each for each in versions if each.document.code == code] for code in KINDS]
    return page(
        "staff/documents.html",
        documents=[(rows, rules.in_force(rows, today)) for rows in documents if rows],
        title_of=lambda version: service.title_of(version, current_market().language),
        accepted=service.organisations_by_version(),
        told=contracts.told_by_version(versions),
        drafts={draft.code: draft.number for draft in publishing.drafts()},
        today=today,
    )


@blueprint.get("/<code>/publication")
@staff_only(ADMIN)
def write(code: str):
    """The draft of the tree, or the newest text, to be reworded; and the day."""
    newest = _newest(code)
    try:
        text = publishing.draft(code).text
    except NotPublishable:
        text = newest.source
    return _form(newest, PublicationForm(None, text=text, number=str(newest.number + 1)))


@blueprint.post("/<code>/publication/apercu")
@staff_only(ADMIN)
def preview(code: str):
    """What changes, word by word, and whom it concerns, before anything is published."""
    newest, form = _newest(code), PublicationForm()
    coming = _checked(code, form) if form.validate() else None
    if coming is None:
        return _form(newest, form, 422)
    return page(
        "staff/document_preview.html",
        title=service.title_of(newest, current_market().language),
        form=form,
        coming=coming,
        articles=comparing.compare(rules.parse(newest.source), rules.parse(coming.text)),
        concerned=contracts.under(newest.document).count(),
    )


@blueprint.post("/<code>/publication")
@staff_only(ADMIN)
def publish(code: str):
    """Publish it, for ever; those under contract are told."""
    newest, form = _newest(code), PublicationForm()
    if not form.validate():
        return _form(newest, form, 422)
    try:
        version = _publish(code, form)
    except NotPublishable as refusal:
        form.refuse(refusal)
        return _form(newest, form, 422)
    flash(_("La version %(number)s est publiée ; elle entre en vigueur le %(day)s.", number=version.number, day=day(version.in_force_on)), "success")
    return see_other(url_for("staff_documents.view"))


def _publish(code: str, form: PublicationForm):
    """The version; sent twice, it is published and logged once."""
    with transaction():
        known = service.version_numbered(code, form.told_number())
        version = publishing.publish_next(code, form.on.data, form.text.data, form.told_number())
        if known is None:
            after = {"version": version.number, "on": version.in_force_on.isoformat(), "sha256": version.sha256}
            audit.record("document_published", f"document:{code}", after=after)
    return version


def _checked(code: str, form: PublicationForm) -> Next | None:
    """What would be published; None when the form now says why it cannot be."""
    try:
        coming = publishing.draft(code, form.text.data)
        publishing.check_day(coming, form.on.data)
    except NotPublishable as refusal:
        form.refuse(refusal)
        return None
    if coming.number != form.told_number():
        form.refuse(NotPublishable("taken", str(coming.number - 1)))
        return None
    return coming


def _newest(code: str):
    """The newest version of a document, announced or in force; 404 where there is none."""
    return next(iter(versions_of(code)), None) or abort(404)


def _form(newest, form: PublicationForm, status: int = 200):
    form.number.data = str(newest.number + 1)
    title = service.title_of(newest, current_market().language)
    return page("staff/document_form.html", status=status, newest=newest, title=title, form=form)
