"""What of reviews has served its time: five years of display, a year without (clause 12d)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import peewee

from phoenix.care import review_rules, reviews
from phoenix.care.review_models import Review, ReviewInvitation, ReviewReport
from phoenix.kernel.terms import months_on


def expired(day: date) -> peewee.ModelSelect:
    """Reviews published five years ago, and those turned down a year ago."""
    turned_down = (Review.state << (review_rules.REFUSED, review_rules.WITHDRAWN)) & (Review.decided_at < _year_before(day))
    return Review.select(Review.id).where((Review.expires_on <= day) | turned_down)


def withdraw_expired(ids: list[int], _day: date) -> int:
    """They go by themselves, from the pages too."""
    return reviews.forget(list(Review.select().where(Review.id << ids)), "retention: reviews")


def old_reports(day: date) -> peewee.ModelSelect:
    """Reports decided a year ago."""
    return ReviewReport.select(ReviewReport.id).where(ReviewReport.state != "open", ReviewReport.decided_at < _year_before(day))


def remove_reports(ids: list[int], _day: date) -> int:
    """They go; the review's history keeps that there was one."""
    return ReviewReport.delete().where(ReviewReport.id << ids).execute()


def old_invitations(day: date) -> peewee.ModelSelect:
    """Invitations of five years ago."""
    before = datetime.combine(months_on(day, -review_rules.SHOWN_MONTHS), time(), UTC)
    return ReviewInvitation.select(ReviewInvitation.id).where(ReviewInvitation.settled_at < before)


def remove_invitations(ids: list[int], _day: date) -> int:
    """They go."""
    return ReviewInvitation.delete().where(ReviewInvitation.id << ids).execute()


def forget_account(organisation_id: int, emails: Sequence[str], reason: str) -> int:
    """What a customer published and was asked goes; their reports of others stay, nameless; how many reviews went (clause 3.3a)."""
    ReviewReport.update(organisation=None, email="", network="").where(ReviewReport.organisation == organisation_id).execute()
    forget_reporter(emails)
    ReviewInvitation.delete().where(ReviewInvitation.organisation == organisation_id).execute()
    return reviews.forget(list(Review.select().where(Review.organisation == organisation_id)), reason)


def forget_reporter(emails: Sequence[str]) -> None:
    """Reports of these addresses do not say any more whose they are."""
    ReviewReport.update(email="", network="").where(ReviewReport.email << list(emails)).execute()


def _year_before(day: date) -> datetime:
    return datetime.combine(months_on(day, -review_rules.UNSHOWN_MONTHS), time(), UTC)
