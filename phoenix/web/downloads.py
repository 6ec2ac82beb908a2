"""Files of a customer: private, immutable under their hash, named for the disk (clauses 2a, 6.2c)."""

from __future__ import annotations

from flask import Response, request


def pdf(content: bytes, filename: str, sha256: str) -> Response:
    """A PDF to keep; the browser may cache it for ever, proxies may not."""
    return attachment(content, filename, sha256, "application/pdf")


def attachment(content: bytes, filename: str, tag: str, mimetype: str) -> Response:
    """Bytes that never change under this address and tag."""
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    answer.set_etag(tag)
    return answer.make_conditional(request)
