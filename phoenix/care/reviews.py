"""Reviews as their authors make them: written once, contested, deleted on request (clauses 12a-12c)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import peewee

from phoenix.accounts.models import Organisation, Person
from phoenix.accounts.uses import REVIEWS, is_restricted
from phoenix.archive import service as archive
from phoenix.archive.rules import sha256_of
from phoenix.care import bought, review_mails, review_rules
from phoenix.care.bought import Purchase
from phoenix.care.review_models import Review, ReviewEntry, ReviewReport
from phoenix.catalogue.models import Product
from phoenix.database import for_update, transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.web.models import bump_stamp

CUSTOMER, STAFF, VISITOR = "customer", "staff", "visitor"


class NotBought(Exception):
    """The organisation has not paid for this product, or had all of it refunded (clause 12a)."""


class AlreadyReviewed(Exception):
    """A review of this product by this buyer is there, or waits: one at a time; `reference` names it."""

    def __init__(self, reference: str):
        super().__init__(reference)
        self.reference = reference


class NotShown(Exception):
    """The person had the display of reviews stopped: nothing new is taken in (clause 9.3)."""


def write(person: Person, product: Product, written: Mapping, language: str) -> Review:
    """Take a review in, for the staff to read within seven days; the same `key` again changes nothing.

    `written` holds key, rating, title, body, experienced_on, shown_as. NotBought, AlreadyReviewed, WrongDay, NotShown.
    """
    try:
        with transaction():
            return _known(person, written["key"]) or _write(person, product, written, language)
    except peewee.IntegrityError:  # two browsers at the same moment
        if (row := _known(person, written["key"])) is not None:
            return row
        raise AlreadyReviewed(_standing(person.organisation_id, product.id)) from None


def purchases(person: Person, product: Product) -> list[Purchase]:
    """The purchases that a review of this product may speak of; NotBought without any."""
    found = bought.of(person.organisation_id, [product.id]).get(product.id)
    if not found:
        raise NotBought
    return found


def standing(organisation_id: int, product_id: int) -> Review | None:
    """The review of a product that waits or is shown."""
    return Review.get_or_none(Review.open_of == _open_of(organisation_id, product_id))


def contest(review_id: int, version: int, words: str, by: str, author: str = CUSTOMER) -> Review:
    """Its author does not accept a refusal or withdrawal: somebody else reads it again, within seven days.

    The version that was looked at, sent twice, happens once. NotAllowed, AlreadyReviewed.
    """
    with transaction():
        row = locked(review_id)
        if row.version == version + 1 and row.state == review_rules.SUBMITTED and row.contested_at:
            return row
        if row.version != version:
            raise review_rules.NotAllowed(row.state)
        review_rules.check_contest(row.state, row.contested_at is not None)
        other = standing(row.organisation_id, row.product_id)
        if other is not None:
            raise AlreadyReviewed(other.reference)
        opened = {"state": review_rules.SUBMITTED, "open_of": _open_of(row.organisation_id, row.product_id)}
        due = review_rules.due_on(today_of(row))
        change(row, **opened, due_on=due, contested_at=clock.now())
        add_entry(row, "contested", author, by, words)
    return row


def delete(review_id: int, version: int) -> bool:
    """Delete a review for good, on its author's request (clause 12c); False when it was gone already.

    Its words and names go everywhere, the archive keeps that there was one. NotAllowed when the staff have
    decided meanwhile, so that nothing is deleted unseen.
    """
    with transaction():
        row = for_update(Review.select().where(Review.id == review_id)).first()
        if row is None:
            return False
        if row.version != version:
            raise review_rules.NotAllowed(row.state)
        forget([row], "deleted by its author")
        keep(row, "deleted", CUSTOMER, "", "")
    return True


def forget(rows: list[Review], reason: str) -> int:
    """Remove reviews with all that hangs on them, also from kept pages; who reported one is told. In the caller's transaction."""
    ids = [row.id for row in rows]
    for report in ReviewReport.select().where(ReviewReport.review << ids, ReviewReport.state == "open"):
        review_mails.tell_reporter(report.review, report, "gone", "")
    for seller in {seller_of(row) for row in rows}:
        subjects = [subject(row) for row in rows if seller_of(row) == seller]
        archive.erase(seller, subjects=subjects, reason=reason)
    if any(row.state == review_rules.PUBLISHED for row in rows):
        bump_stamp()
    return Review.delete().where(Review.id << ids).execute()


def _known(person: Person, key: str) -> Review | None:
    return Review.get_or_none(Review.key == key, Review.organisation == person.organisation_id)


def _standing(organisation_id: int, product_id: int) -> str:
    row = standing(organisation_id, product_id)
    return row.reference if row else ""


def _write(person: Person, product: Product, written: Mapping, language: str) -> Review:
    if is_restricted(person, REVIEWS):
        raise NotShown
    mine = purchases(person, product)
    if other := standing(person.organisation_id, product.id):
        raise AlreadyReviewed(other.reference)
    country = person.organisation.country
    today = clock.today(COUNTRIES[country].timezone)
    review_rules.check_day(written["experienced_on"], mine[0].bought_on, today)
    row = Review.create(
        reference=written["key"],
        **{name: written[name] for name in ("key", "rating", "title", "body", "experienced_on", "shown_as")},
        open_of=_open_of(person.organisation_id, product.id),
        organisation=person.organisation_id,
        person=person,
        product=product,
        order=bought.for_day(mine, written["experienced_on"]).order_id,
        shown_name=shown_names(person)[written["shown_as"]],
        language=language,
        country=country,
        due_on=review_rules.due_on(today),
        submitted_at=clock.now(),
    )
    row.reference = f"A-{row.id:06d}"
    row.save(only=[Review.reference])
    add_entry(row, "submitted", CUSTOMER, person.full_name, "")
    return row


def shown_names(person: Person) -> dict[str, str]:
    """The names under which a review can stand: no more of a person than these (clause 9.2)."""
    letters = review_rules.initials(person.first_name, person.last_name)
    return {review_rules.ORGANISATION: person.organisation.name, review_rules.INITIALS: letters}


def _open_of(organisation_id: int, product_id: int) -> str:
    return f"{organisation_id}:{product_id}"


# What the staff's half shares (review_desk.py).


def locked(review_id: int) -> Review:
    """The review, kept for this transaction."""
    query = Review.select(Review, Organisation, Product).join(Organisation).switch(Review).join(Product)
    for_update(Review.select(Review.id).where(Review.id == review_id)).get()
    return query.where(Review.id == review_id).get()


def change(row: Review, **values) -> None:
    """Write these columns; whoever looks at an earlier version will be told."""
    for name, value in {**values, "version": row.version + 1}.items():
        setattr(row, name, value)
    row.save(only=[*values, "version"])


def add_entry(row: Review, kind: str, author: str, by: str, body: str, ground: str = "", key: str | None = None) -> ReviewEntry:
    """Put a step into its history and into the archive."""
    entry = ReviewEntry.create(
        review=row, key=key, kind=kind, author=author, by=by, body=body, ground=ground, at=clock.now()
    )
    keep(row, kind, author, by, body, ground)
    return entry


def keep(row: Review, kind: str, author: str, by: str, body: str, ground: str = "") -> None:
    """The step as evidence: words by their hash and names in the detail, which can be erased (clause 4.3)."""
    content = {
        "review": row.reference,
        "organisation": row.organisation_id,
        "product": row.product_id,
        "order": row.order_id,
        "rating": row.rating,
        "experienced_on": row.experienced_on,
        "author": author,
        "ground": ground,
        "state": row.state,
        "due_on": row.due_on,
        "published_on": row.published_on,
    }
    detail = {"by": by, "name": row.shown_name, "review": sha256_of(f"{row.title}\n{row.body}"), "words": sha256_of(body)}
    if kind != "deleted":
        archive.append(f"review.{kind}", seller=seller_of(row), subject=subject(row), content=content, detail=detail)
    else:
        archive.append(f"review.{kind}", seller=seller_of(row), subject=subject(row), content=content)


def seller_of(row: Review) -> str:
    """The chain that its evidence stands in."""
    return COUNTRIES[row.country].seller_code


def subject(row: Review) -> str:
    """What the archive knows it by."""
    return f"review:{row.reference}"


def today_of(row: Review) -> date:
    """The present legal day of its country."""
    return clock.today(COUNTRIES[row.country].timezone)
