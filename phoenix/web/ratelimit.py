"""Automated harvesting is slowed, then stopped (clause 14b): so many pages a minute per address.

Past that, 429 and the time to wait; an address that goes on all the same is reported to
`app.extensions["stop_harvester"]`, which blocks it for a while where staff see it. The count lives in the process, or in Redis where several machines share it. A demo shop on one's
own machine does not count its own loopback visitors.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from phoenix.config import Settings
from phoenix.kernel.addresses import network_of

PAGES = (RateLimitItemPerMinute(300), RateLimitItemPerHour(6_000))
REFUSALS = RateLimitItemPerHour(600)
LOOPBACK = ("127.0.0.1", "::1")
FREE = ("/static/", "/healthz", "/stripe/webhook")


class PagesPerVisitor:
    """WSGI: marks the requests of an address that has had its share; Flask answers them with 429."""

    def __init__(self, inner, settings: Settings, items=PAGES, refusals=REFUSALS, stop: Callable[[str], None] = lambda _address: None):
        self.inner = inner
        self.items, self.refusals, self.stop = items, refusals, stop
        self.free_loopback = settings.demo
        self.limiter = _limiter(settings)

    def __call__(self, environ, start_response):
        if self._counts(environ) and not self._allows(environ["REMOTE_ADDR"]):
            environ["phoenix.limited"] = True
            self._refused(environ["REMOTE_ADDR"])
        return self.inner(environ, start_response)

    def _refused(self, address: str) -> None:
        """Count what was refused; too much of it ends in a block, and the count begins anew."""
        whose = network_of(address)
        if not self.limiter.hit(self.refusals, "refusals", whose):
            self.limiter.clear(self.refusals, "refusals", whose)
            self.stop(address)

    def _counts(self, environ) -> bool:
        address = environ.get("REMOTE_ADDR")
        if not address or environ["PATH_INFO"].startswith(FREE):
            return False
        return not (self.free_loopback and address in LOOPBACK)

    def _allows(self, address: str) -> bool:
        whose = network_of(address)
        return all([self.limiter.hit(item, "pages", whose) for item in self.items])


def _limiter(settings: Settings) -> SlidingWindowCounterRateLimiter:
    url = settings.redis_url
    return SlidingWindowCounterRateLimiter(storage_from_string(url) if url else MemoryStorage())


def refuse_haste(what: str, whose: str, item: RateLimitItem) -> None:
    """429 when `whose` has done `what` more often than `item` allows."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.rate_limits and not current_app.extensions["limiter"].hit(item, what, whose):
        abort(429)


def init_app(app: Flask) -> None:
    """Refuse what the WSGI side has marked."""
    app.extensions["limiter"] = _limiter(app.config["SETTINGS"])

    @app.before_request
    def refuse_marked():
        if request.environ.get("phoenix.limited"):
            abort(429)


def wrap(app: Flask) -> None:
    """Count in front of the page cache."""
    settings: Settings = app.config["SETTINGS"]
    if settings.rate_limits:
        app.wsgi_app = PagesPerVisitor(app.wsgi_app, settings, stop=app.extensions["stop_harvester"])
