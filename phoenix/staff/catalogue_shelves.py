"""Families and publishers: the shelves of the catalogue (clause 16a)."""

from __future__ import annotations

import peewee
from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from phoenix.catalogue import editing
from phoenix.catalogue.editing_rules import FAMILY_TEXTS, NO_SLUG, SLUG, Wrong, seen
from phoenix.catalogue.models import Family, Product, Publisher
from phoenix.staff import catalogue_words as words
from phoenix.staff.catalogue_forms import FamilyForm, PublisherForm
from phoenix.staff.catalogue_pages import READ, WRITE, form_page, row_of, tell, told
from phoenix.team.access import staff_only
from phoenix.web.render import page, see_other

blueprint = Blueprint("staff_catalogue_shelves", __name__, url_prefix="/equipe/catalogue/rayons")
FAMILY = (*FAMILY_TEXTS, "position")


@blueprint.get("")
@staff_only(*READ)
def view():
    """All of them, with how many products they hold."""
    return page(
        "staff/catalogue/shelves.html",
        families=list(Family.select().order_by(Family.position, Family.id)),
        publishers=list(Publisher.select().order_by(Publisher.name)),
        of_family=_counts(Product.family),
        of_publisher=_counts(Product.publisher),
    )


@blueprint.get("/familles/nouvelle")
@staff_only(*WRITE)
def new_family():
    """The form of a new family, after the others."""
    last = Family.select(peewee.fn.MAX(Family.position)).scalar() or 0
    return _family_page(FamilyForm(formdata=None, position=last + 1), None)


@blueprint.post("/familles/nouvelle")
@staff_only(*WRITE)
def add_family():
    """Make it."""
    form = FamilyForm()
    if form.validate() and _slug_is_sound(form):
        try:
            editing.save_family(None, {"slug": form.slug.data, **_family_values(form)})
        except Wrong as error:
            tell(form, error)
        else:
            return _saved()
    return _family_page(form, None)


@blueprint.get("/familles/<slug>")
@staff_only(*WRITE)
def family(slug: str):
    """The texts and the place of a family."""
    row = row_of(Family, slug)
    return _family_page(FamilyForm(formdata=None, data=row.__data__, up_to_date=[], seen=_family_seen(row)), row)


@blueprint.post("/familles/<slug>")
@staff_only(*WRITE)
def save_family(slug: str):
    """Save them; its products are found by them at once, English left behind shows the French (clause 19b)."""
    row, form = row_of(Family, slug), FamilyForm()
    if not form.validate():
        return _family_page(form, row)
    values = _family_values(form)
    try:
        editing.save_family(row, values, form.seen.data, [f"{name}_en" for name in form.up_to_date.data if name in row.stale_en])
    except editing.ChangedMeanwhile as error:
        theirs = {name: str(error.row.__data__[name]) for name in FAMILY if error.row.__data__[name] != values[name]}
        return told("staff/catalogue/family.html", form, _family_seen(error.row), theirs, row=row, words=words)
    return _saved()


@blueprint.get("/editeurs/nouveau")
@staff_only(*WRITE)
def new_publisher():
    """The form of a new publisher."""
    return _publisher_page(PublisherForm(formdata=None), None)


@blueprint.post("/editeurs/nouveau")
@staff_only(*WRITE)
def add_publisher():
    """Make it."""
    form = PublisherForm()
    if form.validate() and _slug_is_sound(form):
        try:
            editing.save_publisher(None, {"slug": form.slug.data, "name": form.name.data})
        except Wrong as error:
            tell(form, error)
        else:
            return _saved()
    return _publisher_page(form, None)


@blueprint.get("/editeurs/<slug>")
@staff_only(*WRITE)
def publisher(slug: str):
    """The name of a publisher."""
    row = row_of(Publisher, slug)
    return _publisher_page(PublisherForm(formdata=None, name=row.name, seen=seen({"name": row.name}, ["name"])), row)


@blueprint.post("/editeurs/<slug>")
@staff_only(*WRITE)
def save_publisher(slug: str):
    """Save it: pages and searches say it at once."""
    row, form = row_of(Publisher, slug), PublisherForm()
    if not form.validate():
        return _publisher_page(form, row)
    try:
        editing.save_publisher(row, {"name": form.name.data}, form.seen.data)
    except editing.ChangedMeanwhile as error:
        shown = seen({"name": error.row.name}, ["name"])
        return told("staff/catalogue/publisher.html", form, shown, {"name": error.row.name}, row=row)
    return _saved()


def _family_page(form: FamilyForm, row: Family | None):
    return form_page("staff/catalogue/family.html", form, row=row, theirs={}, words=words)


def _publisher_page(form: PublisherForm, row: Publisher | None):
    return form_page("staff/catalogue/publisher.html", form, row=row, theirs={})


def _family_values(form: FamilyForm) -> dict:
    return {name: form[name].data if name == "position" else form[name].data or "" for name in FAMILY}


def _family_seen(row: Family) -> str:
    return seen(row.__data__, FAMILY)


def _slug_is_sound(form) -> bool:
    if not SLUG.fullmatch(form.slug.data or ""):
        form.slug.errors = [words.REASONS[NO_SLUG]]
    return not form.errors


def _counts(key) -> dict[int, int]:
    return dict(Product.select(key, peewee.fn.COUNT(Product.id)).group_by(key).tuples())


def _saved():
    flash(_("Enregistré : le site le montre dès maintenant."), "success")
    return see_other(url_for(".view"))
