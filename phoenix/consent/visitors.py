"""Which kept page a visitor without a session may be given: with the banner, without it, or none."""

from __future__ import annotations

import re

from phoenix.consent import rules
from phoenix.kernel import clock

WITH_BANNER, WITHOUT_BANNER = "", "chosen"
_CHOICE = re.compile(rf"(?:^|;\s*){rules.COOKIE}=([^;\s]+)")
_OPTIONAL = tuple(f"{name}=" for names in rules.COOKIES.values() for name in names)


def kind_of(environ) -> str | None:
    """The kind of page that fits the cookies of a request; None where the page has more of the visitor's own.

    Who allowed something has parts, or cookies, of their own; a cookie that is not allowed must go.
    """
    cookies = environ.get("HTTP_COOKIE")
    if not cookies:
        return WITH_BANNER
    if any(name in cookies for name in _OPTIONAL):
        return None
    found = _CHOICE.search(cookies)
    made = rules.read(found[1], clock.now()) if found else None
    if made is None:
        return WITH_BANNER
    return None if made.kinds else WITHOUT_BANNER
