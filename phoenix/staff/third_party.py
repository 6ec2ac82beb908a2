"""Publishers' documents: their names, licence limits and places, and how often they were opened (clause 16a)."""

from __future__ import annotations

from datetime import date, timedelta

import peewee
from flask import Blueprint, abort, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.audience.counting import ZONE
from phoenix.catalogue import third_party
from phoenix.catalogue.models import Product, Publisher
from phoenix.catalogue.third_party_models import ThirdPartyDocument
from phoenix.files.rules import LARGEST, MEGABYTE
from phoenix.gateways import files
from phoenix.kernel import clock
from phoenix.staff.claim_forms import LANGUAGES
from phoenix.staff.lists import Badge, Choice, Column, StaffList, listed
from phoenix.staff.review_forms import DecisionForm
from phoenix.staff.third_party_forms import DocumentForm
from phoenix.team.access import staff_only
from phoenix.team.rules import SALES, SUPPORT
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = Blueprint("staff_third_party", __name__, url_prefix="/equipe/documents-tiers")
ONE = "/<int:document_id>"
SPAN = timedelta(days=29)
SHOWN, WITHDRAWN = "shown", "withdrawn"
STATES = {SHOWN: (_l("Montré"), "success"), WITHDRAWN: (_l("Retiré"), "")}
TEXTS = ("title_fr", "title_en", "notice_fr", "notice_en", "language", "url", "position")


def _load(ids: list[int]) -> list[ThirdPartyDocument]:
    """With their publisher and product, and how often each was opened in thirty days."""
    opened = third_party.counted(ids, *_days()) if ids else {}
    rows = [*_query().where(ThirdPartyDocument.id << ids)]
    for row in rows:
        row.opened = opened.get(row.id, 0)
    return rows


def _query():
    query = ThirdPartyDocument.select(ThirdPartyDocument, Publisher, Product).join(Publisher).switch(ThirdPartyDocument)
    return query.join(Product, peewee.JOIN.LEFT_OUTER)


def _publishers() -> dict[str, str]:
    return {str(row.id): row.name for row in Publisher.select().order_by(Publisher.name)}


def _days() -> tuple[date, date]:
    today = clock.today(ZONE)
    return today - SPAN, today


def _is(state: str):
    return ThirdPartyDocument.withdrawn_at.is_null(state == SHOWN)


DOCUMENTS = StaffList(
    "documents-editeurs",
    _l("Documents des éditeurs"),
    ThirdPartyDocument,
    columns=(
        Column("title", _l("Titre"), lambda row: row.title_fr, link=lambda row: url_for("staff_third_party.one", document_id=row.id)),
        Column("publisher", _l("Éditeur"), lambda row: row.publisher.name),
        Column("product", _l("Produit"), lambda row: row.product.name_fr if row.product_id else _("tous")),
        Column("language", _l("Langue"), lambda row: LANGUAGES[row.language]),
        Column("place", _l("Où"), lambda row: third_party.host(row) or "PDF"),
        Column("state", _l("État"), lambda row: Badge(*STATES[WITHDRAWN if row.withdrawn_at else SHOWN])),
        Column("opened", _l("Ouvertures en 30 jours"), lambda row: row.opened),
    ),
    filters=(
        Choice("publisher", _l("Éditeur"), _publishers, where=lambda value: ThirdPartyDocument.publisher == int(value)),
        Choice("state", _l("État"), STATES, where=_is),
    ),
    order="-",
    load=_load,
    empty=_l("Aucun document"),
)


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def view():
    """All of them, with how often they were opened."""
    return listed(DOCUMENTS, template="staff/third_party_list.html")


@blueprint.get("/nouveau")
@staff_only(SALES)
def new():
    """The form of another one."""
    return _form_page(DocumentForm(formdata=None, version=0))


@blueprint.post("/nouveau")
@staff_only(SALES)
@takes_files(LARGEST + MEGABYTE)
def add():
    """Show it from now on."""
    form = DocumentForm()
    if not form.validate():
        return _form_page(form)
    row = third_party.add({"sha256": None, "file_name": "", **_values(form)})
    return _saved(row.id)


@blueprint.get(ONE)
@staff_only(SALES, SUPPORT)
def one(document_id: int):
    """One of them: what is said, where it is, how often it was opened."""
    row = _row(document_id)
    form = DocumentForm(formdata=None, data={name: getattr(row, name) for name in (*TEXTS, "version")})
    form.publisher.data, form.product.data = row.publisher_id, row.product.reference if row.product_id else ""
    return _form_page(form, row)


@blueprint.post(ONE)
@staff_only(SALES)
@takes_files(LARGEST + MEGABYTE)
def save(document_id: int):
    """Say it otherwise, or elsewhere."""
    row, form = _row(document_id), DocumentForm()
    form.has_file = row.sha256 is not None
    if not form.validate():
        return _form_page(form, row)
    try:
        third_party.save(row.id, form.version.data, _values(form), form.english_fits.data)
    except third_party.Changed as changed:
        return _told(form, changed.row)
    return _saved(row.id)


@blueprint.post(f"{ONE}/retirer")
@staff_only(SALES)
def withdraw(document_id: int):
    """Show it no more."""
    return _switch(document_id, third_party.withdraw)


@blueprint.post(f"{ONE}/remettre")
@staff_only(SALES)
def restore(document_id: int):
    """Show it again."""
    return _switch(document_id, third_party.restore)


def _switch(document_id: int, function):
    row, form = _row(document_id), DecisionForm(prefix="switch-")
    if not form.validate():
        abort(422)
    try:
        function(row.id, form.version.data)
    except third_party.Changed:
        flash(_("Ce document a changé entre-temps : relisez-le. Rien n’a été fait."), "error")
        return see_other(url_for(".one", document_id=row.id))
    return _saved(row.id)


def _values(form: DocumentForm) -> dict:
    values = {name: form[name].data or "" for name in TEXTS} | {"position": form.position.data or 0}
    values |= {"publisher": form.publisher.data, "product": form.found.id if form.found else None}
    if form.checked:
        form.checked.stream.seek(0)
        values |= {"sha256": files.put(form.checked.stream.read()), "file_name": form.checked.name}
    return values


def _told(form: DocumentForm, row: ThirdPartyDocument):
    """What was typed, ready for another try, and what stands now."""
    form.form_errors.append(_("Quelqu’un d’autre a enregistré entre-temps. Rien n’a été écrit : comparez, puis enregistrez de nouveau."))
    form.version.raw_data, form.version.data = None, row.version
    return _form_page(form, _row(row.id), status=409)


def _form_page(form: DocumentForm, row: ThirdPartyDocument | None = None, status: int | None = None):
    return page(
        "staff/third_party.html",
        status=status or (422 if form.errors else 200),
        form=form,
        row=row,
        switch=DecisionForm(formdata=None, prefix="switch-", version=row.version) if row else None,
        opened=third_party.counted_by_day(row.id, *_days()) if row else [],
        year=third_party.counted([row.id], _days()[1] - timedelta(days=364), _days()[1]).get(row.id, 0) if row else 0,
    )


def _row(document_id: int) -> ThirdPartyDocument:
    return _query().where(ThirdPartyDocument.id == document_id).first() or abort(404)


def _saved(document_id: int):
    flash(_("Enregistré : le site le montre dès maintenant."), "success")
    return see_other(url_for(".one", document_id=document_id))
