"""Errors in the visitor's language; a page that cannot fail in turn stands behind the others."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit, urlunsplit

import peewee
from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError, ServiceUnavailable

from phoenix.config import ROOT
from phoenix.database import is_clash

logger = logging.getLogger("phoenix.error")
FALLBACK = ROOT / "templates" / "errors" / "fallback.html"
KNOWN = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def _fallback(code: int) -> str:
    try:
        return FALLBACK.read_text(encoding="utf-8")
    except OSError:
        return f"<!doctype html><title>{code}</title><h1>{code}</h1>"


def error_page(error: HTTPException) -> Response:
    """The page of an HTTP error, with the request's id."""
    code = error.code if error.code in KNOWN else (500 if (error.code or 500) >= 500 else 400)
    try:
        template = "errors/maintenance.html" if "maintenance" in g else "errors/page.html"
        body = render_template(template, code=code, request_id=g.get("request_id"))
    except Exception:
        logger.exception("error page failed, request %s", g.get("request_id"))
        body = _fallback(code)
    response = Response(body, status=error.code, mimetype="text/html")
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After", "Location"):
            response.headers[name] = value
    if code in (429, 503) and "Retry-After" not in response.headers:
        response.headers["Retry-After"] = "60"
    return response


def _here(url: str) -> str:
    """The same address without its host, which is the visitor's word: nobody is sent on to another site by it."""
    _scheme, _host, path, query, _fragment = urlsplit(url)
    return urlunsplit(("", "", "/" + path.lstrip("/\\"), query, ""))


def init_app(app: Flask) -> None:
    """Route every error to its page; what nobody foresaw is logged with the request's id."""

    @app.errorhandler(HTTPException)
    def known(error):
        if error.code in (301, 302, 303, 307, 308):
            return error
        return error_page(error)

    @app.after_request
    def stay_here(response):
        if response.status_code == 308:  # by the routing alone, which writes the host that was asked for
            response.location = _here(response.location)
        return response

    @app.errorhandler(CSRFError)
    def forged(_error):
        answer = HTTPException()
        answer.code = 403
        g.error_hint = _("Votre session a changé depuis l’affichage de la page. Rechargez-la, puis recommencez.")
        return error_page(answer)

    @app.errorhandler(peewee.IntegrityError)
    def clashed(error):
        if not is_clash(error):
            return unforeseen(error)
        logger.warning("request %s clashed with another", g.get("request_id"))  # the error itself tells whose row it was
        return error_page(Conflict())

    @app.errorhandler(peewee.OperationalError)
    @app.errorhandler(peewee.InterfaceError)
    def database_away(error):
        logger.error("request %s: the database does not answer", g.get("request_id"), exc_info=error)
        return error_page(ServiceUnavailable())

    @app.errorhandler(Exception)
    def unforeseen(error):
        logger.error("request %s failed", g.get("request_id"), exc_info=error)
        return error_page(InternalServerError())
