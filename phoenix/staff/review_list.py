"""Reviews by what waits: to be read and reported ones first, all others the newest first (clause 12b)."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from phoenix.accounts.models import Organisation
from phoenix.care import review_rules
from phoenix.care.review_models import Review, ReviewReport
from phoenix.care.review_words import STATES
from phoenix.catalogue.models import Product
from phoenix.staff.lists import Badge, Choice, Column, StaffList, customer, listed
from phoenix.team.access import staff_only
from phoenix.team.rules import SALES, SUPPORT

blueprint = Blueprint("staff_reviews", __name__, url_prefix="/equipe/avis")
REPORTED = "reported"
FILTERS = {review_rules.SUBMITTED: STATES[review_rules.SUBMITTED], REPORTED: _l("Signalés"), **STATES}


def _in_state(value: str):
    if value != REPORTED:
        return Review.state == value
    return Review.id << ReviewReport.select(ReviewReport.review).where(ReviewReport.state == "open")


def _load(ids: list[int]):
    query = Review.select(Review, Organisation, Product).join(Organisation).switch(Review).join(Product)
    return query.where(Review.id << ids)


def _list(order: str) -> StaffList:
    return StaffList(
        "avis",
        _l("Avis"),
        Review,
        columns=(
            Column("reference", _l("Référence"), lambda row: row.reference, link=lambda row: url_for("staff_review.one", reference=row.reference)),
            Column("title", _l("Avis"), lambda row: row.title, hint=lambda row: _("%(rating)s sur 5", rating=row.rating)),
            Column("product", _l("Produit"), lambda row: row.product.name_fr),
            Column("customer", _l("Client"), lambda row: row.organisation.name, hint=lambda row: row.organisation.reference),
            Column("state", _l("État"), lambda row: Badge(*STATES[row.state])),
            Column("due", _l("À décider"), lambda row: row.due_on, sort=Review.due_on if order == "due" else None, always=True),
            Column("published", _l("Publié le"), lambda row: row.published_on),
        ),
        filters=(
            Choice("state", _l("État"), FILTERS, where=_in_state, start=review_rules.SUBMITTED),
            customer(Review.organisation),
        ),
        order=order,
        load=_load,
        empty=_l("Aucun avis ici"),
    )


WAITING, OTHERS = _list("due"), _list("-")


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def view():
    """What must be decided first, first."""
    waits = request.args.get("state", review_rules.SUBMITTED) == review_rules.SUBMITTED
    return listed(WAITING if waits else OTHERS)
