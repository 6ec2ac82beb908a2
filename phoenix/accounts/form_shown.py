"""When a public form was shown, signed: a form sent at once, or never shown, is a sign of robots (clause 1a)."""

from __future__ import annotations

from phoenix.accounts import links
from phoenix.accounts.links import FORM, DeadLink
from phoenix.config import settings
from phoenix.kernel import clock


def stamp() -> str:
    """What the form carries with it."""
    return links.sign(settings().secret_key, FORM, {"at": int(clock.now().timestamp())})


def seconds_since(stamped: str | None) -> int | None:
    """How long ago the form was shown; None when that is not proven."""
    try:
        shown_at = links.read(settings().secret_key, FORM, stamped or "")["at"]
    except DeadLink:
        return None
    return int(clock.now().timestamp()) - shown_at
