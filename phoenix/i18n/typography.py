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
_TAGS = re.compile(r"<[^>]*>|&\w+;")


def faults(french: str) -> list[str]:
    """What is wrong with a French sentence; tags inside it are left aside."""
    text = _TAGS.sub("", french)
    return [reason for pattern, reason in _RULES if pattern.search(text)]
