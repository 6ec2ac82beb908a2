"""How bytes that somebody sent are handed out: to save, never to open on our origin (clause 14b)."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response, abort

from phoenix.files import service
from phoenix.files.models import StoredFile
from phoenix.files.rules import MEDIA_TYPES
from phoenix.gateways.files import FileAltered, FileMissing

SHUT = "default-src 'none'; sandbox; frame-ancestors 'none'"


def saved(row: StoredFile, read=service.content_of) -> Response:
    """The file as a download; 404 once its bytes are gone, 409 while the scanner has not seen it."""
    try:
        content = read(row)
    except service.NotReadable as state:
        abort(409 if str(state) == "waiting" else 404)
    except (FileMissing, FileAltered):
        abort(404)
    answer = Response(content, mimetype=MEDIA_TYPES[row.media])
    answer.headers["Content-Disposition"] = _disposition(row.name)
    answer.headers["Content-Security-Policy"] = SHUT
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _disposition(name: str) -> str:
    """The name in plain letters for old browsers, and as it is for the others (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{plain or 'fichier'}\"; filename*=UTF-8''{quote(name, safe='')}"
