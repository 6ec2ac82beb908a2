"""The visit's cookie: signed, strictly necessary, kept a month so that a cart survives a restart."""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict
from datetime import timedelta
from typing import ClassVar

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.signer import HMACAlgorithm
from itsdangerous.url_safe import URLSafeSerializerMixin

from phoenix.kernel import clock

LIFETIME = timedelta(days=31)
MOST_READ_AGAIN = 500
LONGEST_READ_AGAIN = 1_000


class PlainHmac(HMACAlgorithm):
    """The same signature by OpenSSL at one go; the library puts it together in Python."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha1")


class OneKey(TimestampSigner):
    """Derives its key once, for it depends on the secret and the purpose only."""

    derived: ClassVar[dict[tuple, bytes]] = {}

    def derive_key(self, secret_key=None) -> bytes:
        purpose = (secret_key or self.secret_key, self.salt)
        if purpose not in self.derived:
            self.derived[purpose] = super().derive_key(secret_key)
        return self.derived[purpose]


class ShortText(URLSafeTimedSerializer):
    """Writes without trying to compress: what a visit holds is too short for that. Reads both.

    A cookie comes back with every page: its signature is computed once, its age looked at each time.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.read: OrderedDict[str, tuple[float, str]] = OrderedDict()

    def loads(self, s, max_age=None, return_timestamp=False, salt=None):
        """What was written in `s`; a BadSignature when it is not ours or older than `max_age` seconds."""
        known = self.read.get(s)
        if known is None or max_age is None or return_timestamp or salt:
            return self._loads(s, max_age, return_timestamp, salt)
        signed_at, payload = known
        if not 0 <= time.time() - signed_at <= max_age:
            return super().loads(s, max_age)  # refuses in the library's own words
        return self.serializer.loads(payload)

    def _loads(self, s, max_age, return_timestamp, salt):
        found, signed_at = super().loads(s, max_age, return_timestamp=True, salt=salt)
        if salt is None and len(s) < LONGEST_READ_AGAIN:
            self.read[s] = (signed_at.timestamp(), self.serializer.dumps(found))
            if len(self.read) > MOST_READ_AGAIN:
                self.read.popitem(last=False)
        return (found, signed_at) if return_timestamp else found

    def dump_payload(self, obj) -> bytes:
        return base64_encode(super(URLSafeSerializerMixin, self).dump_payload(obj))


class VisitCookie(SecureCookieSessionInterface):
    """Flask's signed cookie, with one lifetime for everyone; sign-in ends on the server."""

    def __init__(self):
        self.serializers: dict = {}

    def get_signing_serializer(self, app):
        """Flask makes one for each reading and writing; the key stays the same."""
        if app not in self.serializers:
            self.serializers[app] = ShortText(
                app.secret_key,
                salt=self.salt,
                serializer=self.serializer,
                signer=OneKey,
                signer_kwargs={"key_derivation": self.key_derivation, "algorithm": PlainHmac()},
            )
        return self.serializers[app]

    def save_session(self, app, session, response):
        """Flask's, at once where there is nothing to write: most pages only read."""
        if session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            vary = response.headers.get("Vary")
            response.headers["Vary"] = f"{vary}, Cookie" if vary else "Cookie"

    def get_expiration_time(self, app, session):
        return clock.outside() + app.permanent_session_lifetime


def init_app(app: Flask) -> None:
    """Use it."""
    app.config["PERMANENT_SESSION_LIFETIME"] = LIFETIME
    app.session_interface = VisitCookie()
