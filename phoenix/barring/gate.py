"""The gate in front of every request: who is blocked meets a page, and during a maintenance everybody but staff.

Asked before the page cache, of what the process keeps in memory; answered by Flask, with a page in the
visitor's language (clauses 13a, 14a). Machines, health and files pass always.
"""

from __future__ import annotations

import logging
from math import ceil

import peewee
from flask import Flask, Response, g, render_template, request
from flask_login import current_user
from werkzeug.exceptions import ServiceUnavailable

from phoenix.barring import blocks, words
from phoenix.barring.kept import Barred, Known, Window, known
from phoenix.kernel import clock
from phoenix.team.session import current_member

logger = logging.getLogger("phoenix.error")
FREE = ("/static/", "/healthz", "/stripe/webhook", "/robots.txt", "/.well-known/", "/favicon.ico")
STAFF = "/equipe"
# What a blocked account still has: its papers and data, ways to pay, to end, to write, and what is public.
OPEN = frozenset(
    """home service legal consent catalogue sitemap accounts care claims contract_ending invoice_payment prospecting
    demo_mailbox demo_clock my_account_invoices my_account_data my_account_data_requests my_account_data_copy
    my_account_subscriptions my_account_subscription_choice my_account_closing my_account_documents
    my_account_security my_account_preferences my_account_claims my_account_confirmation
    my_account_withholding""".split()
)
DURING_MAINTENANCE = frozenset({"demo_mailbox", "demo_clock"})


class Gate:
    """WSGI: marks the requests of visitors without a session that Flask must turn away: no kept page may
    answer them. Of others Flask asks, when it has read who is signed in."""

    def __init__(self, app: Flask, inner):
        self.inner = inner
        self.cookie = app.config["SESSION_COOKIE_NAME"] + "="

    def __call__(self, environ, start_response):
        if self.cookie not in environ.get("HTTP_COOKIE", ""):
            try:
                _mark(environ)
            except peewee.PeeweeException:  # the database is away: Flask says so on its error page
                pass
        return self.inner(environ, start_response)


def _mark(environ) -> None:
    if "phoenix.asked" in environ or environ["PATH_INFO"].startswith(FREE):
        return
    now_known = known()
    environ["phoenix.asked"] = True
    barred = now_known.of_address(environ.get("REMOTE_ADDR") or "")
    if barred is not None:
        environ["phoenix.shut"] = environ["phoenix.barred"] = barred
        return
    window = now_known.running() if now_known.windows else None
    if window is not None and not _is_staff(environ["PATH_INFO"]):
        environ["phoenix.shut"] = environ["phoenix.maintenance"] = window


def _is_staff(path: str) -> bool:
    return path == STAFF or path.startswith(STAFF + "/")


def turn_away() -> Response | None:
    """The page of who is blocked, or of a maintenance; None for all others."""
    if request.path.startswith(FREE):
        return None
    if "phoenix.asked" not in request.environ:
        _ = current_user.is_authenticated  # its query brings along what known() would ask for
        _mark(request.environ)
    barred: Barred | None = request.environ.get("phoenix.barred")
    if barred is not None:
        return None if _open_to_barred(barred) else _blocked_page(barred)
    window: Window | None = request.environ.get("phoenix.maintenance")
    if window is not None and request.blueprint not in DURING_MAINTENANCE:
        _close(window)
    if request.blueprint in OPEN or _is_staff(request.path):
        return None
    return _account_turned_away(known())


def _open_to_barred(barred: Barred) -> bool:
    """The legal texts; and the staff's pages to whoever is signed in there, or was stopped by mere software."""
    if request.blueprint == "legal":
        return True
    return _is_staff(request.path) and (barred.automatic or current_member() is not None)


def _account_turned_away(now_known: Known) -> Response | None:
    if not now_known.names_accounts or not current_user.is_authenticated:
        return None
    barred = now_known.of_account(current_user.organisation_id, current_user.id)
    return _blocked_page(barred, of_account=True) if barred else None


def _blocked_page(barred: Barred, of_account: bool = False) -> Response:
    category = words.CATEGORIES[barred.category]
    elsewhere = words.blocked_elsewhere(barred.until)
    body = render_template("errors/blocked.html", block=barred, of_account=of_account, category=category, elsewhere=elsewhere)
    return Response(body, 403, {"Cache-Control": "no-store"})


def _close(window: Window) -> None:
    """503 with the time to come back."""
    g.maintenance, g.elsewhere = window, words.closed_elsewhere(window.ends_at)
    raise ServiceUnavailable(retry_after=max(1, ceil((window.ends_at - clock.now()).total_seconds())))


def notice() -> Window | None:
    """The maintenance that every page announces now."""
    try:
        now_known = known()
        return now_known.coming() if now_known.windows else None
    except peewee.PeeweeException:
        return None


def stop_harvester(app: Flask, address: str) -> None:
    """What the page counter calls for an address that does not heed 429; never an error of the request."""
    try:
        with app.app_context():
            blocks.stop_harvesting(address)
    except Exception:
        logger.exception("an address could not be blocked")


def init_app(app: Flask) -> None:
    """Turn away before anything else; pages, the page cache and health ask for the maintenance."""
    app.before_request(turn_away)
    app.extensions["pages"].notice_of = notice
    app.extensions["in_maintenance"] = lambda: known().running() is not None
    app.extensions["stop_harvester"] = lambda address: stop_harvester(app, address)
    app.jinja_env.globals.update(maintenance_notice=notice, maintenance_running=lambda: known().running())


def wrap(app: Flask) -> None:
    """In front of the page cache, behind the counter of stamps."""
    app.wsgi_app = Gate(app, app.wsgi_app)
