"""The log of what the staff did: written in the transaction that does it, never changed after."""

from __future__ import annotations

from flask import has_request_context, request

from phoenix.kernel import clock
from phoenix.team import session
from phoenix.team.models import StaffAct, StaffMember

COMMAND_LINE = "command line"
PAGE = 50


def record(act: str, subject: str, before=None, after=None, *, by: StaffMember | None = None) -> StaffAct:
    """Write down an act (a key of staff/words.py ACTS) on `subject` ("organisation:C-000001").

    To be called in the caller's transaction; `before` and `after` are plain JSON. Whoever is signed
    in did it, unless `by` says who; outside of a request it was the operator, on the command line.
    """
    member = by or session.current_member()
    return StaffAct.create(
        member=member,
        by=f"{member.name} <{member.email}>" if member else COMMAND_LINE,
        act=act,
        subject=subject,
        before=before,
        after=after,
        address=(request.remote_addr or "") if has_request_context() else "",
        at=clock.now(),
    )


def latest_by(act: str, subjects: list[str]) -> dict[str, str]:
    """Who last did this act on each of some subjects, in one query."""
    query = StaffAct.select(StaffAct.subject, StaffAct.by).where(StaffAct.subject << subjects, StaffAct.act == act)
    return dict(query.order_by(StaffAct.id).tuples())


def acts(subject: str = "", member: int | None = None, below: int | None = None, size: int = PAGE) -> list[StaffAct]:
    """Acts, the latest first, of one subject or member if given, older than act number `below`."""
    query = StaffAct.select()
    if subject:
        query = query.where(StaffAct.subject == subject)
    if member:
        query = query.where(StaffAct.member == member)
    if below:
        query = query.where(StaffAct.id < below)
    return list(query.order_by(StaffAct.id.desc()).limit(size))
