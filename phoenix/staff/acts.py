"""The log of the staff's acts, for administrators: who did what, what was before and after."""

from __future__ import annotations

from flask import Blueprint, request

from phoenix.staff.words import ACTS
from phoenix.team import audit
from phoenix.team.access import staff_only
from phoenix.team.rules import ADMIN
from phoenix.web.form import plain
from phoenix.web.input import LARGEST
from phoenix.web.render import page

blueprint = Blueprint("staff_acts", __name__, url_prefix="/equipe/journal")


@blueprint.get("")
@staff_only(ADMIN)
def view():
    """The latest acts, of one subject if one is named; older ones page by page."""
    subject = plain(request.args.get("subject", ""))[:200]
    rows = audit.acts(subject, below=_number("below"), size=audit.PAGE + 1)
    older = rows[audit.PAGE - 1].id if len(rows) > audit.PAGE else None
    return page("staff/acts.html", acts=rows[: audit.PAGE], older=older, subject=subject, words=ACTS)


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 11 and int(asked) <= LARGEST else None
