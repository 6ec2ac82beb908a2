"""French typography of the msgids: curly apostrophes, and no-break spaces where French wants them."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0\u202f"
_RULES = (
    (re.compile(r"'"), "typewriter apostrophe, write ’"),
    (re.compile(r"[ \t][:;!?»](?!\w)"), "plain space before : ; ! ? or », write a no-break space"),
    (re.compile(rf"[^\s{NO_BREAK}:;!?…(«][;!?»:](?=\s|$)"), "no space before : ; ! ? or »"),
    (re.compile(rf"«(?![{NO_BREAK}])"), "no no-break space after «"),
)
_FIXES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"[ \t]+(?=[:;!?»](?!\w))"), "\u00a0"),
    (re.compile(rf"(?<=[^\s{NO_BREAK}:;!?…(«])(?=[;!?»:](?:\s|$))"), "\u00a0"),
    (re.compile(rf"«(?![{NO_BREAK}])[ \t]*"), "«\u00a0"),
)
_TAGS = re.compile(r"(<[^>]*>|&\w+;)")


def faults(french: str) -> list[str]:
    """What is wrong with a French sentence; tags inside it are left aside."""
    text = _TAGS.sub("", french)
    return [reason for pattern, reason in _RULES if pattern.search(text)]


def fixed(french: str) -> str:
    """The sentence as French typography wants it; tags inside it are left as they are."""
    parts = _TAGS.split(french)
    for index in range(0, len(parts), 2):
        for pattern, replacement in _FIXES:
            parts[index] = pattern.sub(replacement, parts[index])
    return "".join(parts)


def plain(french: str) -> str:
    """The sentence with plain spaces and apostrophes: the same words, whatever their typography."""
    return re.sub(rf"[{NO_BREAK}]", " ", french).replace("’", "'")
