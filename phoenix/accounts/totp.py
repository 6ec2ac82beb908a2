"""One-time codes by telephone (RFC 6238) and the recovery codes that replace them."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
from datetime import datetime

import pyotp

from phoenix.accounts.on_demand import library

STEP = 30
RECOVERY_CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
ISSUER = "Phoenix Alliance"


def new_secret() -> str:
    """A secret for the telephone, base 32."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """The otpauth: address that the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def qr_svg(text: str) -> bytes:
    """A QR code as an SVG file, black on white whatever the theme of the page."""
    out = io.BytesIO()
    library("segno").make(text, error="m").save(
        out, kind="svg", scale=5, border=4, light="#fff", xmldecl=True, svgclass=None, lineclass=None
    )
    return out.getvalue()


def matching_step(secret: str, typed: str, now: datetime, after_step: int) -> int | None:
    """The time step whose code was typed, the neighbours allowed; each step serves once."""
    code = re.sub(r"\s", "", typed)
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    for step in (present - 1, present, present + 1):
        if step > after_step and secrets.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of fifty bits, to be kept on paper."""
    return ["-".join(_signs(5) for _ in range(2)) for _ in range(RECOVERY_CODES)]


def recovery_hash(typed: str) -> str:
    """The hash under which a recovery code is kept; case, spaces and hyphens do not count."""
    bare = re.sub(r"[^a-z0-9]", "", typed.lower())
    return hashlib.sha256(bare.encode()).hexdigest()


def _signs(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))
