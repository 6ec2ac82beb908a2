"""Security headers on every answer: a strict CSP without inline script or style."""

from __future__ import annotations

from flask import Flask, g

from phoenix.config import settings

BASE = {
    "default-src": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
    "object-src": ("'none'",),
    "img-src": ("'self'", "data:"),
}


def allow(sources: dict[str, tuple[str, ...]]) -> None:
    """Let this one page also use `sources` ({"script-src": ("https://…",)}): the payment page does."""
    g.csp_extra = sources


def _policy(extra: dict) -> str:
    names = {**BASE, **{name: BASE["default-src"] for name in extra if name not in BASE}}
    parts = []
    for name, base in names.items():
        parts.append(" ".join((name, *base, *extra.get(name, ()))))
    return "; ".join(parts)


def init_app(app: Flask) -> None:
    """Add the headers after each request."""

    usual = _policy({})

    @app.after_request
    def secure(response):
        headers = response.headers
        extra = g.get("csp_extra")
        headers.setdefault("Content-Security-Policy", _policy(extra) if extra else usual)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if settings().secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not headers.get("Cache-Control"):
            headers["Cache-Control"] = "private, no-cache"
        return response
