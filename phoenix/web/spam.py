"""How much a message of a public form looks like a robot's: no third party, nothing asked of people (clause 1a).

A person in a hurry, with a password manager or a screen reader, passes; only several signs together
hold a message back, and even then somebody of ours looks at it.
"""

from __future__ import annotations

import re

HELD_FROM = 4
TOO_FAST = 3
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MARKUP = re.compile(r"\[/?url|\[/?link|<a\s", re.IGNORECASE)


def score(body: str, name: str, seconds: int | None) -> int:
    """The signs added up; `seconds` since the form was shown, None when that is not proven."""
    speed = 2 if seconds is None or seconds < TOO_FAST else 0
    markup = 3 if MARKUP.search(body) else 0
    in_name = 2 if LINK.search(name) else 0
    return speed + markup + in_name + min(len(LINK.findall(body)), 6)


def is_suspect(points: int) -> bool:
    """Whether somebody should look before it goes on."""
    return points >= HELD_FROM
