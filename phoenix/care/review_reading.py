"""Reviews as pages show them: those of a product, an author's own, the staff's (clauses 12d, 14b)."""

from __future__ import annotations

from typing import NamedTuple

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.uses import REVIEWS, is_restricted, restricted_ids
from phoenix.care import bought, review_rules
from phoenix.care.review_models import Review, ReviewEntry, ReviewReport
from phoenix.care.review_rules import Tally
from phoenix.catalogue.models import Product
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.orders.models import Order

MOST_TO_REVIEW = 60


class Thread(NamedTuple):
    """A review with all that its page tells."""

    row: Review
    entries: list[ReviewEntry]
    reports: list[ReviewReport]


def shown(product_id: int) -> peewee.ModelSelect:
    """What visitors see of a product, the newest first: published, not five years old, display not stopped."""
    return (
        Review.select().where(_visible(), Review.product == product_id)
        .order_by(Review.published_at.desc(), Review.id.desc())
    )


def tally(product_id: int) -> Tally:
    """How many of those gave each rating, in one query."""
    query = Review.select(Review.rating, peewee.fn.COUNT(Review.id)).where(_visible(), Review.product == product_id)
    return Tally(dict(query.group_by(Review.rating).tuples()))


def is_shown(row: Review) -> bool:
    """Whether visitors see this review."""
    return Review.select().where(_visible(), Review.id == row.id).exists()


def _visible():
    stopped = Review.person.is_null(False) & Review.person.in_(restricted_ids(REVIEWS))
    today = clock.today(COUNTRIES["fr"].timezone)
    over = Review.expires_on <= today  # denied rather than turned round: rows are to be found by their product
    return (Review.state == review_rules.PUBLISHED) & ~over & ~stopped


def of_organisation(organisation_id: int) -> peewee.ModelSelect:
    """An organisation's reviews, the newest first."""
    query = Review.select(Review, Product).join(Product).where(Review.organisation == organisation_id)
    return query.order_by(Review.id.desc())


def owned(organisation_id: int, reference: str) -> Review | None:
    """A review if it is the organisation's."""
    return of_organisation(organisation_id).where(Review.reference == reference).first()


def to_review(organisation_id: int, order_id: int | None = None) -> list[Product]:
    """What the organisation bought and has no review of: all, the latest first, or what one of its orders holds."""
    ids = bought.in_order(order_id) if order_id else bought.product_ids(organisation_id, MOST_TO_REVIEW)
    paid = bought.of(organisation_id, ids) if ids else {}
    waiting = Review.select(Review.product).where(Review.organisation == organisation_id, Review.open_of.is_null(False))
    done = {product for (product,) in waiting.tuples()}
    left = [each for each in ids if each in paid and each not in done]
    products = {each.id: each for each in Product.select().where(Product.id << left)}
    return [products[each] for each in left]


def thread(row: Review) -> Thread:
    """A review with its history and its open reports."""
    entries = ReviewEntry.select().where(ReviewEntry.review == row).order_by(ReviewEntry.id)
    waiting = ReviewReport.select().where(ReviewReport.review == row, ReviewReport.state == "open").order_by(ReviewReport.id)
    return Thread(row, list(entries), list(waiting))


def referenced(reference: str) -> Review | None:
    """A review by its reference, with all that it is tied to, for the staff."""
    query = Review.select(Review, Product, Organisation, Person, Order).join(Product).switch(Review).join(Organisation)
    query = query.switch(Review).join(Person, peewee.JOIN.LEFT_OUTER).switch(Review).join(Order, peewee.JOIN.LEFT_OUTER)
    return query.where(Review.reference == reference).first()


def is_hidden(person: Person | None) -> bool:
    """Whether an author had the display of their reviews stopped (clause 9.3)."""
    return person is not None and is_restricted(person, REVIEWS)


def count_submitted() -> tuple[int, object]:
    """How many reviews wait to be read, and the day by which the first must be."""
    return _count(Review, Review.state == review_rules.SUBMITTED)


def count_reported() -> tuple[int, object]:
    """How many reports wait, and the day by which the first must be decided."""
    return _count(ReviewReport, ReviewReport.state == "open")


def _count(model, waiting) -> tuple[int, object]:
    query = model.select(peewee.fn.COUNT(model.id), peewee.fn.MIN(model.due_on)).where(waiting)
    count, first = query.tuples().get()
    return count, model.due_on.python_value(first)
