"""Pages that are the same for all visitors but for their personal parts; never older than the
last price or text.

A view opts in with `@shared_page`. The key is the address, and everything goes when the legal day,
the maintenance announced or the site stamp changes, which every change of price, text or availability bumps in its own
transaction. Visitors without a session get the whole page, compressed, before Flask wakes up;
for others Flask puts their parts in.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, wraps
from threading import Lock

import brotli
from flask import Flask, Response, current_app, g, make_response, request

from phoenix.database import database, release
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.web import gzip_pieces, personal
from phoenix.web.models import current_stamp

CAPACITY = 1_400_000
CAPACITY_OF_BUYERS = 600_000  # pages at prices of their own, which push none of the others out
SEARCHED = "q="
MOST_SEARCHES = 2_000
WINDOW = 16  # 64 kB: pages are smaller, and so is then what brotli allocates
OF_ONE_BODY = ("Content-Length", "Content-Encoding")


@dataclass(slots=True)
class Page:
    """A page without personal parts, its own headers, and what visitors without a session get."""

    pieces: tuple[bytes, ...]
    names: tuple[str, ...]
    headers: list[tuple[str, str]]
    blocks: list[bytes] | None = None
    whole: dict[str, tuple[list[tuple[str, str]], dict[str, bytes]]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """About how many bytes it takes, compressed ones too: once as pieces, whole for two kinds of visitors."""
        return sum(map(len, self.pieces)) * 2

    def plain(self, parts: list[bytes]) -> bytes:
        """The page with these parts."""
        return b"".join(_woven(self.pieces, parts))

    def gzipped(self, parts: list[bytes], plain: bytes) -> bytes:
        """The same compressed; the pieces are so only once."""
        if self.blocks is None:
            self.blocks = [gzip_pieces.compressed(piece) for piece in self.pieces]
        return gzip_pieces.whole(_woven(self.blocks, [gzip_pieces.stored(part) for part in parts]), plain)


def _woven(pieces, parts) -> list[bytes]:
    """Pieces with the parts between them."""
    woven = [pieces[0]]
    for part, piece in zip(parts, pieces[1:], strict=True):
        woven += (part, piece)
    return woven


@lru_cache(maxsize=2)
def _days(minute: datetime) -> tuple[date, ...]:
    """The legal days of a minute: none begins within one."""
    return tuple([clock.local_day(minute, country.timezone) for country in COUNTRIES.values()])


class PageCache:
    """The pages of one process: the least used leave first, a new stamp or day empties it.

    `notice_of()` is what every page says besides its own words: another one makes all of them anew.
    `kind_of(environ)` names which whole page fits a visitor without a session, by what their cookies
    say; None where the page has parts of their own. `variant_of()` tells the present visitor's prices
    from others': None for those of all.
    """

    def __init__(self, capacity: int = CAPACITY):
        self.capacity = capacity
        self.variant_of: Callable[[], object | None] = lambda: None
        self.kind_of: Callable[[dict], str | None] = lambda _environ: ""
        self.notice_of: Callable[[], object] = lambda: None
        self.pages: OrderedDict = OrderedDict()
        self.searches: OrderedDict = OrderedDict()  # asked for once, or more often
        self.size = 0
        self.freshness: tuple | None = None
        self.lock = Lock()

    def renew(self) -> tuple:
        """Forget everything if a price, a text or the day has changed; gives how fresh pages must be."""
        freshness = (database.obj, current_stamp(), _days(clock.now().replace(second=0, microsecond=0)), self.notice_of())
        if freshness != self.freshness:
            self.clear()
            self.freshness = freshness
        return freshness

    def clear(self) -> None:
        """Forget every page."""
        with self.lock:
            self.pages.clear()
            self.size, self.freshness = 0, None

    def get(self, key) -> Page | None:
        """The page kept under `key`."""
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key, page: Page, freshness: tuple) -> bool:
        """Keep a page, unless something changed while it was made; whether it is kept.

        A search is kept once it is asked for again: most never are, and would push out what many ask for.
        """
        with self.lock:
            if freshness != self.freshness or key in self.pages or (SEARCHED in key[2] and self._is_new(hash(key))):
                return False
            self.pages[key] = page
            self.size += page.size
            while self.size > self.capacity:
                self.size -= self.pages.popitem(last=False)[1].size
            return True

    def _is_new(self, search: int) -> bool:
        if search in self.searches:
            return False
        self.searches[search] = None
        if len(self.searches) > MOST_SEARCHES:
            self.searches.popitem(last=False)
        return True


def shared_page(view):
    """Declare that this view's page differs between visitors only by its personal parts."""

    @wraps(view)
    def shared(*args, **kwargs):
        cache, key = _place()
        freshness = cache.renew()
        page = cache.get(key)
        if page is not None:
            g.kept_page = page
            return _answer_again(page)
        with personal.left_open():
            response = make_response(view(*args, **kwargs))
        pieces, names = personal.split(response.get_data())
        page = Page(pieces, names, [each for each in response.headers if each[0] != "Content-Length"])
        if response.status_code == 200 and cache.put(key, page, freshness):
            g.kept_page = page
        response.set_data(page.plain(personal.parts(names)))
        return response

    return shared


def _place() -> tuple[PageCache, tuple]:
    """Where the page of this request is kept for visitors who pay what this one does, and under which key."""
    cache: PageCache = current_app.extensions["pages"]
    key, variant = page_key(request.environ), cache.variant_of()
    return (cache, key) if variant is None else (current_app.extensions["pages_of_buyers"], (*key, variant))


def _answer_again(page: Page) -> Response:
    """A kept page for this visitor, compressed where the browser knows gzip."""
    parts = personal.parts(page.names)
    plain = page.plain(parts)
    if "gzip" not in request.environ.get("HTTP_ACCEPT_ENCODING", ""):
        return Response(plain, 200, page.headers)
    response = Response(page.gzipped(parts, plain), 200, page.headers)
    response.headers["Content-Encoding"] = "gzip"
    return response


def page_key(environ) -> tuple:
    """What makes two requests ask for the same page; HTMX asks for a part of it."""
    part = environ.get("HTTP_HX_REQUEST") == "true"
    return (
        environ.get("HTTP_HOST"),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        part and environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true",
    )


class WholePages:
    """WSGI: answers visitors without a session from the cache, before Flask wakes up."""

    def __init__(self, app: Flask, inner):
        self.cache: PageCache = app.extensions["pages"]
        self.inner = inner
        self.cookie = app.config["SESSION_COOKIE_NAME"] + "="

    def __call__(self, environ, start_response):
        whole = self._whole(environ)
        if whole is None:
            return self.inner(environ, start_response)
        headers, bodies = whole
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = bodies[encoding] if encoding else gzip.decompress(bodies["gzip"])
        sent = [*headers, ("Content-Length", str(len(body)))]
        if encoding:
            sent.append(("Content-Encoding", encoding))
        start_response("200 OK", sent)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _whole(self, environ) -> tuple[list[tuple[str, str]], dict[str, bytes]] | None:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "phoenix.limited" in environ or "phoenix.shut" in environ:
            return None
        if self.cookie in environ.get("HTTP_COOKIE", ""):
            return None
        kind = self.cache.kind_of(environ)
        if kind is None:
            return None
        try:
            self.cache.renew()
        except Exception:  # the database is away: Flask says so on its error page
            return None
        release()
        page = self.cache.get(page_key(environ))
        return page.whole.get(kind) if page else None


def best_encoding(accepted: str) -> str:
    """`br`, `gzip` or nothing, by what the browser accepts."""
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def _keep_whole(response):
    """Keep what Flask just answered to a visitor without a session, for the next ones."""
    page: Page | None = g.get("kept_page")
    anonymous = current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    if page is None or not anonymous or request.method != "GET" or "Set-Cookie" in response.headers:
        return response
    kind = current_app.extensions["pages"].kind_of(request.environ)
    if kind is None or kind in page.whole:
        return response
    body = page.plain(personal.parts(page.names))
    bodies = {"br": brotli.compress(body, quality=7, lgwin=WINDOW), "gzip": gzip.compress(body, 6)}
    response.vary.add("Accept-Encoding")
    page.whole[kind] = [each for each in response.headers if each[0] not in OF_ONE_BODY], bodies
    return response


def init_app(app: Flask) -> None:
    """Keep whole pages after each request; the WSGI side is wrapped last, by `wrap`."""
    app.extensions["pages"] = PageCache()
    app.extensions["pages_of_buyers"] = PageCache(CAPACITY_OF_BUYERS)
    app.after_request(_keep_whole)


def wrap(app: Flask) -> None:
    """Put the cache in front of the app."""
    app.wsgi_app = WholePages(app, app.wsgi_app)
