"""What the addresses of the staff's lists ask for: words, numbers, days, as far as they are any."""

from __future__ import annotations

from flask import request

from phoenix.web.form import plain
from phoenix.web.input import LARGEST


def asked_word(name: str, most: int = 200) -> str:
    """A word of the query string, without invisible signs."""
    return plain(request.args.get(name, ""))[:most]


def asked_number(name: str) -> int | None:
    """A row's number of the query string; None for anything else."""
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 11 and int(asked) <= LARGEST else None
