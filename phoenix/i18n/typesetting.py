"""Writes into the sources what keyboards leave out: curly apostrophes and no-break spaces."""

from __future__ import annotations

import re
from pathlib import Path

from phoenix.i18n.typography import fixed

_CALL = re.compile(r"(?<![\w.])(?:_|_l|gettext|ngettext|lazy_gettext|lazy_ngettext)\(")
_STRING = re.compile(r'[\s,]*("(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')')
SUFFIXES = (".py", ".html", ".txt")


def typeset(root: Path) -> list[Path]:
    """Put the French msgids under phoenix/ and templates/ right; the files that changed."""
    changed = []
    for folder in ("phoenix", "templates"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in SUFFIXES or not path.is_file():
                continue
            before = path.read_text(encoding="utf-8")
            after = typeset_source(before)
            if after != before:
                path.write_text(after, encoding="utf-8")
                changed.append(path)
    return changed


def typeset_source(source: str) -> str:
    """A source file with the literals of its translation calls put right."""
    done, position = [], 0
    for call in _CALL.finditer(source):
        if call.end() < position:
            continue
        done.append(source[position : call.end()])
        position = call.end()
        while literal := _STRING.match(source, position):
            done.append(source[position : literal.start(1)] + _right(literal[1]))
            position = literal.end()
    return "".join([*done, source[position:]])


def _right(literal: str) -> str:
    """A string literal put right; one in single quotes keeps an escaped apostrophe out of it."""
    quote, inside = literal[0], literal[1:-1]
    return quote + fixed(inside.replace("\\'", "’")) + quote
