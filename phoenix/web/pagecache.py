"""Whole pages kept for visitors without a session, never older than the last price or text.

A view opts in with `@shared_page`. The key holds the address, the legal day and the site stamp,
which every change of price, text or availability bumps in its own transaction.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from datetime import date
from threading import Lock

import brotli
from flask import Flask, g, has_request_context, request

from phoenix.database import release
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.web.models import current_stamp

CAPACITY = 1_000


def shared_page(view):
    """Declare that this view's page is the same for every visitor without a session."""
    view.shared = True
    return view


def is_shared() -> bool:
    """Whether the page being made will be kept and shown to other visitors."""
    return has_request_context() and g.get("shared_page", False)


class PageCache:
    """The pages of one process: the oldest leave first, a new stamp or day empties it."""

    def __init__(self):
        self.pages: OrderedDict = OrderedDict()
        self.freshness: tuple[int, tuple[date, ...]] | None = None
        self.lock = Lock()

    def renew(self) -> None:
        """Forget everything if a price, a text or the day has changed."""
        days = tuple(clock.today(country.timezone) for country in COUNTRIES.values())
        freshness = (current_stamp(), days)
        if freshness != self.freshness:
            with self.lock:
                self.pages.clear()
                self.freshness = freshness

    def put(self, key, page) -> None:
        """Keep a page."""
        with self.lock:
            self.pages[key] = page
            if len(self.pages) > CAPACITY:
                self.pages.popitem(last=False)


class CachedPages:
    """WSGI: answers from the cache before Flask wakes up; fills it with what Flask makes."""

    def __init__(self, app: Flask, inner):
        self.app = app
        self.inner = inner
        self.cache = PageCache()
        self.cookie = app.config["SESSION_COOKIE_NAME"] + "="

    def __call__(self, environ, start_response):
        if not self._anonymous(environ):
            return self.inner(environ, start_response)
        key = self._key(environ)
        try:
            self.cache.renew()
        except Exception:  # the database is away: Flask says so on its error page
            return self.inner(environ, start_response)
        page = self.cache.pages.get(key)
        if page is None:
            environ["phoenix.cache"] = (self.cache, key)
            return self.inner(environ, start_response)
        release()
        return self._answer(page, environ, start_response)

    def _anonymous(self, environ) -> bool:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "phoenix.limited" in environ:
            return False
        return self.cookie not in environ.get("HTTP_COOKIE", "")

    @staticmethod
    def _key(environ) -> tuple:
        return (
            environ.get("HTTP_HOST"),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HX_REQUEST") == "true",
        )

    @staticmethod
    def _answer(page, environ, start_response):
        headers, bodies = page
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = bodies[encoding]
        sent = [*headers, ("Content-Length", str(len(body)))]
        if encoding:
            sent.append(("Content-Encoding", encoding))
        start_response("200 OK", sent)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def best_encoding(accepted: str) -> str:
    """`br`, `gzip` or nothing, by what the browser accepts."""
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def _keep(response):
    """Put the page that Flask just made into the cache of this process."""
    kept = request.environ.get("phoenix.cache")
    if not kept or not is_shared() or response.status_code != 200 or response.is_streamed:
        return response
    if request.method != "GET" or "Set-Cookie" in response.headers:
        return response
    cache, key = kept
    body = response.get_data()
    bodies = {"": body, "br": brotli.compress(body, quality=7), "gzip": gzip.compress(body, 6)}
    response.vary.add("Accept-Encoding")
    headers = [(k, v) for k, v in response.headers if k not in ("Content-Length", "X-Request-Id")]
    cache.put(key, (headers, bodies))
    return response


def init_app(app: Flask) -> None:
    """Fill the cache after each shareable answer; the WSGI side is wrapped last, by `wrap`."""

    @app.before_request
    def begin():
        view = app.view_functions.get(request.endpoint)
        cached = "phoenix.cache" in request.environ and request.method == "GET"
        g.shared_page = bool(getattr(view, "shared", False)) and cached

    app.after_request(_keep)


def wrap(app: Flask) -> None:
    """Put the cache in front of the app."""
    app.wsgi_app = CachedPages(app, app.wsgi_app)
