"""Anybody reports a published review that they hold for false or unlawful (clause 12b)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import peewee

from phoenix.accounts.models import Person
from phoenix.accounts.throttling import TooMany, network_of
from phoenix.care import review_reading, review_rules, reviews
from phoenix.care.review_models import Review, ReviewReport
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import Market

MOST_PER_HOUR = 5
HOUR = timedelta(hours=1)


def report(review_id: int, written: Mapping, market: Market, address: str, person: Person | None = None) -> ReviewReport:
    """Take a report in: somebody reads the review again within seven days. The same `key` again changes nothing.

    `written` holds key, reason, body, email. NotAllowed when the review is not shown; TooMany from one network.
    """
    try:
        with transaction():
            return _known(review_id, written["key"]) or _report(review_id, written, market, network_of(address), person)
    except peewee.IntegrityError:
        if (row := _known(review_id, written["key"])) is None:
            raise
        return row


def _known(review_id: int, key: str) -> ReviewReport | None:
    return ReviewReport.get_or_none(ReviewReport.key == key, ReviewReport.review == review_id)


def _report(review_id: int, written: Mapping, market: Market, network: str, person: Person | None) -> ReviewReport:
    _refuse_flood(network)
    row = reviews.locked(review_id)
    review_rules.check_published(row.state)
    made = ReviewReport.create(
        review=row,
        key=written["key"],
        reason=written["reason"],
        body=written["body"],
        email=(written["email"] or "").lower(),
        organisation=person.organisation_id if person else None,
        network=network,
        language=market.language,
        country=market.country.code,
        due_on=review_rules.due_on(clock.today(market.timezone)),
        at=clock.now(),
    )
    reviews.change(row)
    reviews.add_entry(row, "reported", reviews.VISITOR, "", made.body, written["reason"])
    return made


def _refuse_flood(network: str) -> None:
    recent = ReviewReport.select(ReviewReport.at).where(
        ReviewReport.network == network, ReviewReport.at > clock.now() - HOUR
    )
    instants = [at for (at,) in recent.order_by(ReviewReport.id.desc()).limit(MOST_PER_HOUR).tuples()]
    if len(instants) >= MOST_PER_HOUR:
        raise TooMany(instants[-1] + HOUR)


def reported(reference: str) -> Review | None:
    """The review of that reference, if visitors can see it."""
    row = Review.get_or_none(Review.reference == reference)
    return row if row is not None and review_reading.is_shown(row) else None
