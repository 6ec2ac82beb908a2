"""Complaints as the staff handle them: answered, papers asked for, closed with an answer (clause 11a)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from phoenix.care import claim_mails, claims, rules
from phoenix.care.models import Claim, ClaimEntry, ClaimWait
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.team import audit


class Changed(Exception):
    """Somebody changed the claim since it was looked at: nothing was written."""


class Act(NamedTuple):
    """What a member does: to which version of which claim, in what words; `key` keeps it from happening twice."""

    claim_id: int
    version: int
    key: str
    by: str
    body: str = ""


def answer(act: Act) -> Claim:
    """Send an answer: it is the customer's turn. Changed, NotAllowed."""
    with _taken(act, "claim_answered") as row:
        if row is not None:
            rules.check_answer(row.state)
            _answered(row)
            _tell(row, act, "answer")
    return Claim.get_by_id(act.claim_id)


def ask_papers(act: Act) -> Claim:
    """Ask for papers: the clock stands until they come. Changed, NotAllowed."""
    with _taken(act, "claim_papers_asked") as row:
        if row is not None:
            rules.check_papers(row.state)
            ClaimWait.create(claim=row, asked_on=_today(row))
            claims.change(row, state=rules.WAITING, due_on=claims.due_of(row))
            _tell(row, act, "papers")
    return Claim.get_by_id(act.claim_id)


def close(act: Act, outcome: str) -> Claim:
    """End a claim with its answer, `act.body`, or with the one already given. Changed, NotAllowed, NeverAnswered."""
    with _taken(act, "claim_closed") as row:
        if row is not None:
            rules.check_closing(row.state, bool(act.body))
            if act.body:
                _answered(row)
            claims.change(row, state=rules.CLOSED, closed_at=clock.now(), outcome=outcome)
            _tell(row, act, "closed")
    return Claim.get_by_id(act.claim_id)


def enter(act: Act, channel: str, day: date) -> Claim:
    """Enter what the customer wrote by mail or letter, received on `day`: as if written on the page. Changed."""
    with transaction():
        row = claims.locked(act.claim_id)
        if _done(act):
            return row
        _check_version(row, act)
        before = _told(row)
        function = claims.reopen if row.state == rules.CLOSED else claims.write
        row = function(row.id, act.body, act.key, by=row.name, channel=channel, day=day)
        audit.record("claim_entered", f"claim:{row.reference}", before, _told(row))
    return row


@contextmanager
def _taken(act: Act, name: str) -> Iterator[Claim | None]:
    """The claim in the version that was looked at, locked and logged; None when this act was done already."""
    with transaction():
        row = claims.locked(act.claim_id)
        if _done(act):
            yield None
            return
        _check_version(row, act)
        before = _told(row)
        yield row
        audit.record(name, f"claim:{row.reference}", before, _told(row))


def _done(act: Act) -> bool:
    return ClaimEntry.select().where(ClaimEntry.key == act.key, ClaimEntry.claim == act.claim_id).exists()


def _check_version(row: Claim, act: Act) -> None:
    if row.version != act.version:
        raise Changed


def _told(row: Claim) -> dict:
    return {"state": row.state, "due_on": row.due_on.isoformat() if row.due_on else None}


def _answered(row: Claim) -> None:
    claims.end_wait(row, _today(row))
    claims.change(row, state=rules.ANSWERED, due_on=None, answered_at=clock.now())


def _tell(row: Claim, act: Act, kind: str) -> None:
    """Into the thread, the archive and the customer's mailbox."""
    entry = claims.add_entry(row, kind, claims.STAFF, act.by, act.body, key=act.key, channel="page", day=_today(row))
    claims.keep(row, entry)
    claim_mails.tell_customer(row, entry)


def _today(row: Claim) -> date:
    return clock.today(COUNTRIES[row.country].timezone)
