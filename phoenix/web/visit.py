"""The visit's cookie: signed, strictly necessary, kept a month so that a cart survives a restart."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from phoenix.kernel import clock

LIFETIME = timedelta(days=31)


class VisitCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, with one lifetime for everyone; sign-in ends on the server."""

    def __init__(self):
        self.serializers: dict = {}

    def get_signing_serializer(self, app):
        """Flask makes one for each reading and writing; the key stays the same."""
        if app not in self.serializers:
            self.serializers[app] = super().get_signing_serializer(app)
        return self.serializers[app]

    def get_expiration_time(self, app, session):
        return clock.outside() + app.permanent_session_lifetime


def init_app(app: Flask) -> None:
    """Use it."""
    app.config["PERMANENT_SESSION_LIFETIME"] = LIFETIME
    app.session_interface = VisitCookie()
