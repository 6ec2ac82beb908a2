"""CSRF: every unsafe request shows a token of its session, and comes from our own pages.

A visitor without a session has nothing to forge: then a same-origin proof by the browser
(Sec-Fetch-Site or Origin) is enough, and that keeps cached pages free of tokens.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf

from phoenix.web.access import MACHINE
from phoenix.web.pagecache import is_shared

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
protection = CSRFProtect()


def _same_origin() -> bool | None:
    """What the browser says of where the request comes from; None when it says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    if origin:
        return urlsplit(origin).netloc == request.host
    return None


def token() -> str:
    """The token for a form; empty on pages that are shared between visitors."""
    return "" if is_shared() else generate_csrf()


def init_app(app: Flask) -> None:
    """Check every unsafe request, except those of machines that sign their own."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False)
    protection.init_app(app)
    app.jinja_env.globals["csrf_token"] = token

    @app.before_request
    def check():
        view = app.view_functions.get(request.endpoint)
        if request.method not in UNSAFE or view is None:
            return
        if getattr(view, "access", None) == MACHINE:
            return
        proof = _same_origin()
        if proof is False:
            abort(403)
        has_session = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
        if has_session or not proof:
            protection.protect()
        g.csrf_valid = True
