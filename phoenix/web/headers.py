"""Security headers on every answer: a strict CSP without inline script or style."""

from __future__ import annotations

from flask import Flask, g

BASE = {
    "default-src": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
    "object-src": ("'none'",),
    "img-src": ("'self'", "data:"),
}
POLICY = "Content-Security-Policy"
USUAL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "private, no-cache",
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

    usual = {**USUAL, POLICY: _policy({})}
    if app.config["SETTINGS"].secure:
        usual["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def secure(response):
        headers = response.headers
        extra = g.get("csp_extra")
        given = {name.lower() for name, _ in headers}
        for name, value in usual.items():
            if name.lower() not in given:
                headers.add(name, _policy(extra) if extra and name == POLICY else value)
        return response
