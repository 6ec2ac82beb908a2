"""CSRF: every unsafe request shows a token of its session, and comes from our own pages.

A visitor without a session has nothing to forge: then a same-origin proof by the browser
(Sec-Fetch-Site or Origin) is enough, and that keeps cached pages free of tokens.
"""

from __future__ import annotations

from collections import OrderedDict
from hmac import compare_digest
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from phoenix.web import personal
from phoenix.web.access import MACHINE

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
KEPT = 2_000
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


def same_origin_suffices(view):
    """For what concerns the browser alone and stands on every page, also on one that begins its session:
    the browser's own word for where the request comes from is proof enough; without it the token is asked."""
    view.same_origin_suffices = True
    return view


def token() -> str:
    """The token for a form; a page shared between visitors leaves its place open."""
    return personal.part("token") if personal.is_shared() else _session_token()


def _token_of_visit() -> str:
    """What stands there for this visitor: nothing without a session."""
    return _session_token() if _has_session() else ""


def _session_token() -> str:
    """The session's token; signed once, for it lives as long as the session does."""
    known: OrderedDict[str, str] = current_app.extensions["csrf_tokens"]
    token = known.get(session.get("csrf_token"))
    if token is None:
        token = generate_csrf()
        known[session["csrf_token"]] = token
        if len(known) > KEPT:
            known.popitem(last=False)
    return token


def _is_known(sent: str | None) -> bool:
    """Whether this is the very token that this process signed for the session: no need to unsign it."""
    known = current_app.extensions["csrf_tokens"].get(session.get("csrf_token"))
    return bool(known and sent) and compare_digest(known.encode(), sent.encode())


def _has_session() -> bool:
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def init_app(app: Flask) -> None:
    """Check every unsafe request, except those of machines that sign their own."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False)
    protection.init_app(app)
    app.extensions["csrf_tokens"] = OrderedDict()
    app.extensions["personal"]["token"] = _token_of_visit
    app.jinja_env.globals["csrf_token"] = token
    app.context_processor(lambda: {"csrf_token": token})  # the library registers both

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
        if proof and getattr(view, "same_origin_suffices", False):
            return
        if (_has_session() or not proof) and not (proof and _is_known(request.form.get("csrf_token"))):
            protection.protect()
        g.csrf_valid = True
