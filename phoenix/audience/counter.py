"""WSGI: counts the pages that people get, also those that the cache answers."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import Flask

from phoenix.audience import rules
from phoenix.audience.counting import figures


class Counter:
    """Looks at each answer as it begins; what it counts stays in memory until a thread writes it."""

    def __init__(self, inner):
        self.inner = inner

    def __call__(self, environ, start_response):
        def start(status, headers, *error):
            in_vain = any(name == rules.HEADER for name, _ in headers)
            if in_vain:
                headers = [each for each in headers if each[0] != rules.HEADER]
            if status.startswith("200"):
                _count(environ, headers, in_vain)
            return start_response(status, headers, *error)

        return self.inner(environ, start)


def counts(environ) -> str | None:
    """The page that a request counts for, None for none: see `rules`."""
    return rules.page_of(environ["PATH_INFO"]) if is_counted(environ) else None


def is_counted(environ) -> bool:
    """Whether somebody asks: no program that says so, none of ours, nothing fetched beforehand."""
    if environ["REQUEST_METHOD"] != "GET" or rules.is_program(environ.get("HTTP_USER_AGENT", "")):
        return False
    return rules.STAFF_COOKIE not in environ.get("HTTP_COOKIE", "") and not environ.get("HTTP_SEC_PURPOSE")


def _count(environ, headers, in_vain: bool) -> None:
    page = counts(environ)
    if page is None or not any(name == "Content-Type" and value.startswith("text/html") for name, value in headers):
        return
    counted = []
    if environ.get("HTTP_HX_REQUEST") != "true":
        counted.append((rules.VIEW, page))
        host = rules.host_of(environ.get("HTTP_REFERER", ""), environ.get("HTTP_HOST", ""))
        if host:
            counted.append((rules.REFERRER, host))
    if in_vain:
        words = rules.words_of(parse_qs(environ.get("QUERY_STRING", "")).get("q", [""])[0])
        if words:
            counted.append((rules.NOTHING_FOUND, words))
    if counted:
        figures.add(*counted)


def wrap(app: Flask) -> None:
    """Count in front of the page cache."""
    app.wsgi_app = Counter(app.wsgi_app)
