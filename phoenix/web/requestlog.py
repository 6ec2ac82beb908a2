"""One structured line per request, with an id that error pages show; no names, keys or tokens."""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time

from flask import Flask, g, request

logger = logging.getLogger("phoenix.request")
_json = json.JSONEncoder(ensure_ascii=False).encode
LONG_VALUE = re.compile(r"[A-Za-z0-9_\-=.~%]{24,}")


class RequestLog:
    """WSGI: gives each request an id and writes its line, also when a kept page answers."""

    def __init__(self, app: Flask, inner):
        self.app = app
        self.inner = inner

    def __call__(self, environ, start_response):
        started = time.perf_counter()
        number = environ["phoenix.request"] = secrets.token_hex(6)
        answered = []

        def start(status, headers, *error):
            headers.append(("X-Request-Id", number))
            answered[:] = status, headers
            return start_response(status, headers, *error)

        body = self.inner(environ, start)
        if self.app.config["SETTINGS"].log_requests and answered:
            logger.info(_line(environ, *answered, time.perf_counter() - started))
        return body


def _line(environ, status: str, headers: list, seconds: float) -> str:
    """Method, path without its long secrets, status and milliseconds."""
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    return _json(
        {
            "request": environ["phoenix.request"],
            "method": environ["REQUEST_METHOD"],
            "path": LONG_VALUE.sub("…", path),
            "status": int(status[:3]),
            "ms": round(seconds * 1000),
            "bytes": next((int(value) for name, value in headers if name == "Content-Length"), 0),
        }
    )


def init_app(app: Flask) -> None:
    """Let pages know the id of their request."""

    @app.before_request
    def begin():
        g.request_id = request.environ.get("phoenix.request", "")


def wrap(app: Flask) -> None:
    """Put the log in front of the app and its kept pages."""
    app.wsgi_app = RequestLog(app, app.wsgi_app)


def configure_logging() -> None:
    """Log lines go to the standard error stream, bare."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger("phoenix")
    if not root.handlers:
        root.addHandler(handler)
        root.setLevel(logging.INFO)
