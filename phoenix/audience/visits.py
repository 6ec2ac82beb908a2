"""Visits of those who consent to statistics: new or returning, how many pages, by which way (clause 8a).

Their browser keeps `<visits>-<pages of this one>-<minute of the last>`: nothing in it tells one person from
another, and nothing of it is stored here but totals of the day.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Response, request

from phoenix.audience import counter, rules
from phoenix.audience.counting import figures
from phoenix.consent import service as consent
from phoenix.consent.rules import STATISTICS
from phoenix.kernel import clock

COOKIE = "phoenix_visite"
LASTS = timedelta(days=183)
_KEPT = re.compile(r"(\d{1,5})-(\d{1,5})-(\d{1,10})")


def measure(response: Response) -> Response:
    """Count this page into its visit, and have the browser remember where the visit stands."""
    if not consent.allowed(STATISTICS) or response.status_code != 200 or response.mimetype != "text/html":
        return response
    page = counter.counts(request.environ)
    if page is None or request.headers.get("HX-Request") == "true":
        return response
    minute = int(clock.now().timestamp()) // 60
    visits, pages = _standing(minute)
    counted = [(rules.DEPTH, f"{min(pages, rules.DEEPEST):02d}")]
    if pages == 1:
        counted.append((rules.VISIT, rules.NEW if visits == 1 else rules.RETURNING))
    if way := _way(page):
        counted.append((rules.STEP, way))
    figures.add(*counted)
    consent.set_optional(response, STATISTICS, COOKIE, f"{visits}-{pages}-{minute}", LASTS)
    return response


def _standing(minute: int) -> tuple[int, int]:
    """(number of this visit, number of this page in it)."""
    kept = _KEPT.fullmatch(request.cookies.get(COOKIE, ""))
    if kept is None:
        return 1, 1
    visits, pages, last = map(int, kept.groups())
    if 0 <= minute - last < rules.IDLE_MINUTES:
        return visits, min(pages + 1, 99_999)
    return min(visits + 1, 99_999), 1


def _way(page: str) -> str | None:
    """From which kind of page to which, when the visitor came from one of ours."""
    came = urlsplit(request.headers.get("Referer", ""))
    before = rules.page_of(came.path) if came.netloc == request.host else None
    return f"{rules.section_of(before)} → {rules.section_of(page)}" if before else None


def init_app(app: Flask) -> None:
    """Measure after each request, before kept pages are looked after."""
    app.after_request(measure)
