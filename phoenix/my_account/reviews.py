"""My Account: reviews of what one bought, written, followed, contested, deleted (clauses 12a-12c)."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import form_page
from phoenix.care import review_reading, review_rules, reviews
from phoenix.care.review_forms import ContestForm, DeletionForm, ReviewForm
from phoenix.care.review_models import Review
from phoenix.catalogue import product_page
from phoenix.catalogue.models import Product
from phoenix.web.access import signed_in
from phoenix.web.filters import day
from phoenix.web.market import market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_reviews", __name__)
AT = "/compte/avis"
ONE = f"{AT}/<review>"


@blueprint.get(AT)
@signed_in
def view():
    """What was bought and can be reviewed, and the reviews that were written."""
    whose = current_user.organisation_id
    found = paginate(review_reading.of_organisation(whose))
    hidden = review_reading.is_hidden(current_user)
    to_review = [] if hidden else review_reading.to_review(whose)
    return page("my_account/reviews.html", found=found, to_review=to_review, hidden=hidden)


@blueprint.get(f"{AT}/nouveau")
@signed_in
def new():
    """The form, for a product that was bought."""
    product, since = _bought(request.args.get("product", ""))
    if standing := reviews.standing(current_user.organisation_id, product.id):
        return see_other(url_for(".one", review=standing.reference))
    return _form_page(product, since, ReviewForm(formdata=None))


@blueprint.post(f"{AT}/nouveau")
@signed_in
def write():
    """Take the review in; its page says by when it is read."""
    (product, since), form = _bought(request.args.get("product", "")), ReviewForm()
    form.offer_names(reviews.shown_names(current_user))
    if not form.validate():
        return _form_page(product, since, form)
    try:
        row = reviews.write(current_user._get_current_object(), product, form.data, g.market.language)
    except review_rules.WrongDay as wrong:
        form.experienced_on.errors = [_too_early(since) if wrong.early else _("Ce jour n’est pas encore venu.")]
        return _form_page(product, since, form)
    except reviews.AlreadyReviewed as already:
        flash(_("Vous avez déjà un avis sur ce produit. Pour en changer, supprimez-le d’abord."), "info")
        return see_other(url_for(".one", review=already.reference))
    flash(_("Votre avis est bien arrivé. Nous le lisons au plus tard le %(day)s.", day=day(row.due_on)), "success")
    return see_other(url_for(".one", review=row.reference))


@blueprint.get(ONE)
@signed_in
def one(review: str):
    """One review with what became of it."""
    row = _load(review)
    return _one_page(row, ContestForm(formdata=None, version=row.version))


@blueprint.post(f"{ONE}/contestation")
@signed_in
def contest(review: str):
    """Its author does not accept the decision: somebody else reads it."""
    row, form = _load(review), ContestForm()
    if not form.validate():
        return _one_page(row, form)
    try:
        reviews.contest(row.id, form.version.data, form.body.data, current_user.full_name)
    except reviews.AlreadyReviewed:
        form.form_errors.append(_("Vous avez écrit un autre avis sur ce produit : supprimez-le d’abord."))
        return _one_page(row, form)
    except review_rules.NotAllowed:
        form.form_errors.append(_("Cet avis a changé entre-temps : relisez-le."))
        return _one_page(_load(review), form)
    flash(_("Une autre personne de notre équipe relit votre avis."), "success")
    return see_other(url_for(".one", review=row.reference))


@blueprint.get(f"{ONE}/suppression")
@signed_in
def confirm_deletion(review: str):
    """What deleting does, before it is done."""
    row = _load(review)
    return _deletion_page(row, DeletionForm(formdata=None, version=row.version))


@blueprint.post(f"{ONE}/suppression")
@signed_in
def delete(review: str):
    """Delete it for good."""
    row, form = _load(review), DeletionForm()
    if not form.validate():
        return _deletion_page(row, form)
    try:
        reviews.delete(row.id, form.version.data)
    except review_rules.NotAllowed:
        form.form_errors.append(_("Cet avis a changé entre-temps : relisez-le."))
        form.version.raw_data, form.version.data = None, row.version
        return _deletion_page(row, form)
    flash(_("Votre avis est supprimé. Vous pouvez en écrire un autre."), "success")
    return see_other(url_for(".view"))


def _bought(slug: str) -> tuple[Product, date]:
    """A product that a review may be written of, and since when it is the customer's; 404 otherwise."""
    product = product_page.find(slug[:120])
    if product is None or review_reading.is_hidden(current_user):
        abort(404)
    try:
        return product, reviews.purchases(current_user, product)[0].bought_on
    except reviews.NotBought:
        abort(404)


def _too_early(since: date) -> str:
    return _("Ce jour précède votre achat, du %(day)s.", day=day(since))


def _load(review: str) -> Review:
    return review_reading.owned(current_user.organisation_id, review) or abort(404)


def _form_page(product: Product, since: date, form: ReviewForm):
    form.offer_names(reviews.shown_names(current_user))
    return form_page("my_account/review_new.html", form, product=product, since=since)


def _one_page(row: Review, form: ContestForm):
    hidden = review_reading.is_hidden(current_user)
    return form_page("my_account/review.html", form, review=row, hidden=hidden)


def _deletion_page(row: Review, form: DeletionForm):
    return form_page("my_account/review_deletion.html", form, review=row)
