"""What the catalogue desk's pages share: who may, rows by their address, forms told that somebody was faster."""

from __future__ import annotations

from flask import abort
from flask_babel import gettext as _

from phoenix.catalogue.editing_rules import Wrong
from phoenix.catalogue.models import Family, Plan, Product, Publisher
from phoenix.staff.catalogue_words import REASONS
from phoenix.team.rules import ACCOUNTING, SALES, SUPPORT
from phoenix.web.form import Form
from phoenix.web.render import page

READ = (SALES, SUPPORT, ACCOUNTING)
WRITE = (SALES,)


def product_of(reference: str) -> Product:
    """The product of that reference with its family and publisher; 404 otherwise."""
    query = Product.select(Product, Family, Publisher).join(Family).switch(Product).join(Publisher)
    return query.where(Product.reference == reference.upper()).first() or abort(404)


def plan_of(code: str) -> Plan:
    """The plan of that code with its product; 404 otherwise."""
    query = Plan.select(Plan, Product).join(Product).where(Plan.code == code)
    return query.first() or abort(404)


def row_of(model: type[Family] | type[Publisher], slug: str):
    """The family or publisher of that address; 404 otherwise."""
    return model.get_or_none(model.slug == slug) or abort(404)


def form_page(template: str, form: Form, **context):
    """A page with its form: 200, 422 with the errors."""
    return page(template, status=422 if form.errors else 200, form=form, **context)


def tell(form: Form, error: Wrong) -> None:
    """Put the words of what does not go together beside the fields."""
    for name, reason in error.reasons.items():
        if name in form:
            form[name].errors = [REASONS[reason]]
        else:
            form.form_errors.append(REASONS[reason])


def told(template: str, form: Form, shown: str, theirs: dict, **context):
    """The form with all that was typed, ready for another try, and `theirs` beside it: what is saved now, by field."""
    form.form_errors.append(_("Quelqu’un d’autre a enregistré entre-temps. Rien n’a été écrit : comparez, puis enregistrez de nouveau."))
    form.seen.raw_data, form.seen.data = None, shown
    return page(template, status=409, form=form, theirs=theirs, **context)
