"""The staff's audience page: daily counts without cookie or personal data, bars with their table (clause 8a)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _l

from phoenix.audience import rules, service
from phoenix.audience.counting import ZONE
from phoenix.consent.service import set_cookie
from phoenix.kernel import clock
from phoenix.team.access import current_member, staff_only
from phoenix.team.rules import SALES, SUPPORT
from phoenix.web.render import page

blueprint = Blueprint("staff_audience", __name__, url_prefix="/equipe/audience")
SPANS = (7, 30, 90, 365)
USUAL = 30
LINES = 25
OURSELVES = timedelta(days=365)
VISITS = {rules.NEW: _l("Premières visites"), rules.RETURNING: _l("Visiteurs de retour")}


@blueprint.record_once
def _register(state) -> None:
    state.app.after_request(leave_ourselves_out)


@blueprint.get("")
@staff_only(SALES, SUPPORT)
def view():
    """Pages seen by day, by page, by site of origin; words searched in vain; visits of those who consent."""
    asked = request.args.get("jours", "")
    days = int(asked) if asked in map(str, SPANS) else USUAL
    last = clock.today(ZONE)
    first = last - timedelta(days=days - 1)
    return page(
        "staff/audience.html",
        spans=SPANS,
        days=days,
        series=_each_day(first, days),
        pages=service.by_subject(rules.VIEW, first, last, LINES),
        referrers=service.by_subject(rules.REFERRER, first, last, LINES),
        in_vain=service.by_subject(rules.NOTHING_FOUND, first, last, LINES),
        visits=[(VISITS.get(kind, kind), count) for kind, count in service.by_subject(rules.VISIT, first, last)],
        steps=service.by_subject(rules.STEP, first, last, LINES),
    )


def _each_day(first, days: int) -> list[tuple]:
    """(day, pages seen, its part of the highest day in percent), days without any among them."""
    seen = dict(service.by_day(rules.VIEW, first, first + timedelta(days=days - 1)))
    highest = max(seen.values(), default=0) or 1
    counts = [(first + timedelta(days=number), seen.get(first + timedelta(days=number), 0)) for number in range(days)]
    return [(day, count, -(-count * 100 // highest)) for day, count in counts]


def leave_ourselves_out(response: Response) -> Response:
    """A browser from which a member opens these pages is not counted among the shop's visitors."""
    ours = request.path == "/equipe" or request.path.startswith("/equipe/")
    if ours and rules.STAFF_COOKIE not in request.cookies and current_member():
        set_cookie(response, rules.STAFF_COOKIE, "1", OURSELVES)
    return response
