"""Signed links of mails: they say what for and of whom, die by the clock, and serve once.

Each is bound to a state that its own use changes (a sign-up not yet used, the password it
replaces, the address it replaces), so that a used link is a dead one without a list of links.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from phoenix.kernel import clock

CONFIRM = "accounts.confirm"
RESET = "accounts.reset"
NEW_EMAIL = "accounts.new-email"
END_CONTRACT = "subscriptions.end"
STAFF = "staff.password"
CLAIM = "care.claim"
CLAIM_RECEIPT = "care.receipt"
CONTACT = "care.contact"
FILE = "files.file"
QUOTE = "quotes.quote"
QUOTE_RECEIPT = "quotes.receipt"
FORM = "care.form"
LIFETIMES = {
    CONFIRM: timedelta(hours=24),
    RESET: timedelta(hours=1),
    NEW_EMAIL: timedelta(hours=24),
    END_CONTRACT: timedelta(days=3),
    STAFF: timedelta(days=3),
    CLAIM: timedelta(days=730),
    CLAIM_RECEIPT: timedelta(hours=24),
    CONTACT: timedelta(days=365),
    FILE: timedelta(hours=24),
    QUOTE: timedelta(days=730),
    QUOTE_RECEIPT: timedelta(hours=24),
    FORM: timedelta(hours=24),
}


class DeadLink(Exception):
    """The link is forged, spoilt, of another kind, used, or too old."""


class _ClockSigner(TimestampSigner):
    """Signs with the shop's clock, which tests can set."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())

    def timestamp_to_datetime(self, ts: int) -> datetime:
        return datetime.fromtimestamp(ts, tz=UTC)


def sign(secret_key: str, purpose: str, payload: dict) -> str:
    """The token of a link."""
    return _serializer(secret_key, purpose).dumps(payload)


def read(secret_key: str, purpose: str, token: str) -> dict:
    """What a token of this purpose holds; DeadLink when it must not be believed."""
    lifetime = int(LIFETIMES[purpose].total_seconds())
    try:
        return _serializer(secret_key, purpose).loads(token, max_age=lifetime)
    except (BadSignature, SignatureExpired):
        raise DeadLink() from None


def _serializer(secret_key: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=purpose, signer=_ClockSigner)
