"""Reviews as anybody sees them: all those of a product, and the form to report one (clauses 12b, 12d)."""

from __future__ import annotations

from flask import abort, flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import form_page, too_many
from phoenix.accounts.throttling import TooMany
from phoenix.care import review_reading, review_reports, review_rules, review_words
from phoenix.care.review_forms import ReportForm
from phoenix.care.review_models import Review
from phoenix.catalogue import product_page
from phoenix.catalogue.models import Product
from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.paging import paginate
from phoenix.web.render import page, see_other

blueprint = market_blueprint("reviews", __name__)
SIZE = 20
REPORT = "/avis/<review>/signaler"


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals["review_words"] = review_words


@blueprint.get("/catalogue/<slug>/avis")
@public
@shared_page
def of_product(slug: str):
    """All reviews of a product, the newest first, page by page."""
    product = _product(slug)
    found = paginate(review_reading.shown(product.id), SIZE)
    tally = review_reading.tally(product.id)
    return page("care/reviews.html", fragment="care/_reviews.html", product=product, found=found, tally=tally)


@blueprint.get(REPORT)
@public
def report(review: str):
    """The form, beside the review that it is about."""
    row = _shown(review)
    email = current_user.email if current_user.is_authenticated else ""
    return _report_page(row, ReportForm(formdata=None, email=email))


@blueprint.post(REPORT)
@public
def take_report(review: str):
    """Take the report; people see what happened, robots that fill the trap see the same."""
    row, form = _shown(review), ReportForm()
    if form.validate() and not form.website.data and form.is_suspect():
        form.body.errors = [_("Ce message ressemble à ceux des robots : retirez-en les liens, puis renvoyez-le.")]
    if form.errors:
        return _report_page(row, form)
    if not form.website.data:
        person = current_user._get_current_object() if current_user.is_authenticated else None
        try:
            review_reports.report(row.id, form.data, g.market, request.remote_addr, person)
        except TooMany as refusal:
            too_many(form, refusal)
            return _report_page(row, form)
        except review_rules.NotAllowed:
            abort(404)
    flash(_("Votre signalement est bien arrivé. Nous relisons cet avis dans les sept jours."), "success")
    return see_other(url_for(".of_product", slug=row.product.slug))


def _report_page(row: Review, form: ReportForm):
    answer = form_page("care/review_report.html", form, review=row, product=row.product)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _shown(reference: str) -> Review:
    return review_reports.reported(reference) or abort(404)


def _product(slug: str) -> Product:
    product = product_page.find(slug)
    return product if product is not None and product.active else abort(404)
