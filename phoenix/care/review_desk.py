"""Reviews as the staff decide on them, by the published rules; nobody edits one (clauses 12b, 12c)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from phoenix.care import review_mails, review_rules, reviews
from phoenix.care.claim_answers import Changed
from phoenix.care.review_models import Review, ReviewEntry, ReviewReport
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.team import audit
from phoenix.web.models import bump_stamp

__all__ = ["Act", "Changed"]


class Act(NamedTuple):
    """What a member does: to which version of which review, in what words; `key` keeps it from happening twice."""

    review_id: int
    version: int
    key: str
    member_id: int
    by: str
    body: str = ""


def publish(act: Act) -> Review:
    """Show it to all, for five years; one published before keeps its first day. Changed, NotAllowed, SamePerson."""
    with _taken(act, "review_published") as row:
        if row is not None:
            review_rules.check_decision(row.state, row.refused_by, act.member_id)
            _decided(row, act, state=review_rules.PUBLISHED, ground="", reason="", **_first_day(row))
            bump_stamp()
            _tell(row, act, "published")
    return Review.get_by_id(act.review_id)


def refuse(act: Act, ground: str) -> Review:
    """Refuse it on one of the published grounds, in words that its author gets. Changed, NotAllowed, SamePerson."""
    with _taken(act, "review_refused") as row:
        if row is not None:
            review_rules.check_decision(row.state, row.refused_by, act.member_id)
            _turned_down(row, act, review_rules.REFUSED, ground)
            _tell(row, act, "refused", ground)
    return Review.get_by_id(act.review_id)


def withdraw(act: Act, ground: str) -> Review:
    """Take a published review off, on one of the grounds; author and reporters are told. Changed, NotAllowed."""
    with _taken(act, "review_withdrawn") as row:
        if row is not None:
            review_rules.check_published(row.state)
            _turned_down(row, act, review_rules.WITHDRAWN, ground)
            bump_stamp()
            _tell(row, act, "withdrawn", ground)
            _settle_reports(row, act, "withdrawn", ground)
    return Review.get_by_id(act.review_id)


def maintain(act: Act) -> Review:
    """Leave a reported review where it is, and say why to its author and to who reported it. Changed, NotAllowed."""
    with _taken(act, "review_maintained") as row:
        if row is not None:
            review_rules.check_published(row.state)
            if not open_reports(row):
                raise review_rules.NotAllowed("no report")
            reviews.change(row)
            _tell(row, act, "kept")
            _settle_reports(row, act, "kept")
    return Review.get_by_id(act.review_id)


def reply(act: Act) -> Review:
    """Answer under the review, in the company's name; an earlier answer gives way and stays in the history.

    Changed, NotAllowed.
    """
    with _taken(act, "review_replied") as row:
        if row is not None:
            review_rules.check_published(row.state)
            reviews.change(row, reply=act.body, replied_on=reviews.today_of(row))
            bump_stamp()
            _tell(row, act, "replied")
    return Review.get_by_id(act.review_id)


def take_reply_back(act: Act) -> Review:
    """The company's answer goes. Changed, NotAllowed."""
    with _taken(act, "review_reply_taken_back") as row:
        if row is not None:
            if not row.reply:
                raise review_rules.NotAllowed("no reply")
            reviews.change(row, reply="", replied_on=None)
            bump_stamp()
            reviews.add_entry(row, "unreplied", reviews.STAFF, act.by, "", key=act.key)
    return Review.get_by_id(act.review_id)


def enter_contest(act: Act) -> Review:
    """Its author contests by mail: written down, for somebody else to read again. Changed, NotAllowed, AlreadyReviewed."""
    with transaction():
        row = reviews.locked(act.review_id)
        before = _told(row)
        if row.state != review_rules.SUBMITTED and row.version != act.version:
            raise Changed
        changed = reviews.contest(row.id, act.version, act.body, act.by, author=reviews.STAFF)
        if _told(changed) != before:
            audit.record("review_contested", reviews.subject(row), before, _told(changed))
    return changed


def delete_as_asked(act: Act) -> None:
    """Its author asked by mail for its deletion (clause 12c): gone for good, and the log says who saw to it.

    `act.body` is what the author wrote. Changed when somebody was faster; done twice, it happens once.
    """
    with transaction():
        row = Review.get_or_none(Review.id == act.review_id)
        if row is None:
            return
        if row.version != act.version:
            raise Changed
        audit.record("review_deleted", reviews.subject(row), _told(row), {"asked": act.body})
        reviews.delete(row.id, act.version)


def open_reports(row: Review) -> list[ReviewReport]:
    """The reports of a review that wait, the oldest first."""
    waiting = (ReviewReport.review == row) & (ReviewReport.state == "open")
    return list(ReviewReport.select().where(waiting).order_by(ReviewReport.id))


@contextmanager
def _taken(act: Act, name: str) -> Iterator[Review | None]:
    """The review in the version that was looked at, locked and logged; None when this act was done already."""
    with transaction():
        row = reviews.locked(act.review_id)
        if ReviewEntry.select().where(ReviewEntry.key == act.key, ReviewEntry.review == row).exists():
            yield None
            return
        if row.version != act.version:
            raise Changed
        before = _told(row)
        yield row
        audit.record(name, reviews.subject(row), before, _told(row))


def _told(row: Review) -> dict:
    return {"state": row.state, "ground": row.ground, "due_on": row.due_on.isoformat() if row.due_on else None}


def _decided(row: Review, act: Act, **values) -> None:
    decided = {"due_on": None, "decided_at": clock.now(), "decided_by": act.member_id}
    reviews.change(row, **decided, **values)


def _turned_down(row: Review, act: Act, state: str, ground: str) -> None:
    refused = {"state": state, "open_of": None, "ground": ground, "reason": act.body, "refused_by": act.member_id}
    _decided(row, act, **refused)


def _first_day(row: Review) -> dict:
    if row.published_on is not None:
        return {}
    today = reviews.today_of(row)
    return {"published_at": clock.now(), "published_on": today, "expires_on": review_rules.expires_on(today)}


def _tell(row: Review, act: Act, kind: str, ground: str = "") -> None:
    """Into the history, the archive and the author's mailbox."""
    entry = reviews.add_entry(row, kind, reviews.STAFF, act.by, act.body, ground, key=act.key)
    review_mails.tell_author(row, entry)


def _settle_reports(row: Review, act: Act, state: str, ground: str = "") -> None:
    for report in open_reports(row):
        report.state, report.decided_at = state, clock.now()
        report.save(only=[ReviewReport.state, ReviewReport.decided_at])
        review_mails.tell_reporter(row, report, state, act.body, ground)
