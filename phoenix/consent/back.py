"""Where a visitor goes after choosing: back to the page they were on, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from phoenix.accounts.redirects import safe_next


def page_before() -> str:
    """The page of ours that sent the form, if it can be asked for again; else the home page."""
    came = urlsplit(request.headers.get("Referer", ""))
    path = f"{came.path}?{came.query}" if came.query else came.path
    back = safe_next(path) if came.netloc == request.host else None
    return back if back and _answers(came.path) else url_for("home.index")


def _answers(path: str) -> bool:
    """Whether an address answers GET: one that only takes forms would be an error page."""
    try:
        current_app.url_map.bind(request.host).match(path, method="GET")
    except HTTPException:
        return False
    return True
