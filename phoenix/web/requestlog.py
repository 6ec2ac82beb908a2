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
LONG_VALUE = re.compile(r"[A-Za-z0-9_\-=.~%]{24,}")


def init_app(app: Flask) -> None:
    """Give each request an id, and write its line when it ends."""

    @app.before_request
    def begin():
        g.request_id = secrets.token_hex(6)
        g.started = time.perf_counter()

    @app.after_request
    def end(response):
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if app.config["SETTINGS"].log_requests:
            logger.info(_line(response))
        return response


def _line(response) -> str:
    """Method, route path without its long secrets, status and milliseconds."""
    spent = time.perf_counter() - g.get("started", time.perf_counter())
    return json.dumps(
        {
            "request": g.get("request_id"),
            "method": request.method,
            "path": LONG_VALUE.sub("…", request.path),
            "status": response.status_code,
            "ms": round(spent * 1000),
            "bytes": response.content_length or 0,
        },
        ensure_ascii=False,
    )


def configure_logging() -> None:
    """Log lines go to the standard error stream, bare."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger("phoenix")
    if not root.handlers:
        root.addHandler(handler)
        root.setLevel(logging.INFO)
