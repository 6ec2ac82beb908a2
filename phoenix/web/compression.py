"""Pages are compressed on their way out, lightly: the processor's time counts too."""

from __future__ import annotations

import brotli
from flask import Flask, request

from phoenix.web.pagecache import WINDOW, best_encoding

SMALLEST = 600
TEXTUAL = ("text/", "application/json", "application/xml", "image/svg")


def _compress(response):
    textual = (response.mimetype or "").startswith(TEXTUAL)
    if response.is_streamed or response.direct_passthrough or not textual:
        return response
    headers = response.headers
    encoded = "Content-Encoding" in headers
    if not encoded and (response.content_length or 0) < SMALLEST:
        return response
    vary = headers.get("Vary")
    headers["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
    if not encoded and best_encoding(request.environ.get("HTTP_ACCEPT_ENCODING", "")) == "br":
        response.set_data(brotli.compress(response.get_data(), quality=0, lgwin=WINDOW))
        headers["Content-Encoding"] = "br"
    return response


def init_app(app: Flask) -> None:
    """Compress textual answers; registered first, so that it runs after the others."""
    app.after_request(_compress)
