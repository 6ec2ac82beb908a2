"""Cookie choices (clause 8a): three kinds, what the browser remembers of a choice, and how long it holds.

The browser keeps the choice in a cookie that reads `<text version>-<second>-<kinds>-<proof>`. It is not
signed: it decides about the cookies of its own browser only. The proof names the row that was kept.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from phoenix.kernel.terms import months_on

VERSION = 1  # of what the banner asks: a higher one asks everybody anew
MONTHS = 6
COOKIE = "phoenix_choix"
TECHNICAL, STATISTICS = "technical", "statistics"
# The optional kinds, and the cookies that each lets in: no other cookie may be set.
COOKIES = {TECHNICAL: ("phoenix_vus",), STATISTICS: ("phoenix_visite",)}
KINDS = tuple(COOKIES)
LETTERS = {"t": TECHNICAL, "s": STATISTICS}
NONE = "0"
PROOF_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PROOF_LENGTH = 12
LONGEST = 40
CLOCKS_DIFFER = timedelta(minutes=5)
_WRITTEN = re.compile(rf"(\d{{1,4}})-(\d{{1,11}})-(0|t?s?)-([{PROOF_SIGNS}]{{{PROOF_LENGTH}}})")


class Choice(NamedTuple):
    """What a visitor chose, when, and under which proof it is kept."""

    version: int
    at: datetime
    kinds: frozenset[str]
    proof: str


def expires(at: datetime) -> datetime:
    """The instant at which a choice no longer holds: the same moment six months later."""
    at = at.astimezone(UTC)
    return datetime.combine(months_on(at.date(), MONTHS), at.timetz())


def written(choice: Choice) -> str:
    """The choice as the cookie holds it."""
    letters = "".join(letter for letter, kind in LETTERS.items() if kind in choice.kinds)
    return f"{choice.version}-{int(choice.at.timestamp())}-{letters or NONE}-{choice.proof}"


def read(value: str | None, now: datetime) -> Choice | None:
    """The choice that a cookie holds, while it stands at `now`; None asks the visitor."""
    found = _parsed(value) if value and len(value) <= LONGEST else None
    if found is None:
        return None
    made, end = found
    return made if made.at <= now + CLOCKS_DIFFER and now < end else None


@lru_cache(maxsize=500)
def _parsed(value: str) -> tuple[Choice, datetime] | None:
    """What is written in a cookie, with its end; None for what no visitor was given."""
    found = _WRITTEN.fullmatch(value)
    if found is None or int(found[1]) != VERSION:
        return None
    kinds = frozenset(LETTERS[letter] for letter in found[3] if letter != NONE)
    try:
        at = datetime.fromtimestamp(int(found[2]), tz=UTC)
        return Choice(VERSION, at, kinds, found[4]), expires(at)
    except (ValueError, OverflowError, OSError):  # a year that no calendar has
        return None


def new_proof() -> str:
    """The number under which a choice is kept; nobody can guess another's."""
    return "".join(secrets.choice(PROOF_SIGNS) for _ in range(PROOF_LENGTH))


def not_allowed(kinds: frozenset[str]) -> tuple[str, ...]:
    """The cookies that these kinds do not let in."""
    return tuple(name for kind, names in COOKIES.items() if kind not in kinds for name in names)
