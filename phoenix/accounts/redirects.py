"""Where a form may send people afterwards: nowhere but to pages of ours."""

from __future__ import annotations

import re

_OURS = re.compile(r"/(?:fr|en)-(?:fr|ma)(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(?:\?[^\s\\#]*)?")
_NOT_BACK_TO = re.compile(r"/..-../(?:connexion|deconnexion|inscription|mot-de-passe)(?:[/?]|$)")


def safe_next(asked: str | None) -> str | None:
    """`asked` when it is a path under one of our markets and leads to a page, else None.

    A path that starts with one market and holds no double slash, backslash or control sign can
    only be read by a browser as a page of this very origin.
    """
    if not asked or len(asked) > 500 or not asked.isascii() or not asked.isprintable():
        return None
    path = asked.split("?", 1)[0]
    if not _OURS.fullmatch(asked) or "//" in path or ".." in path or "\\" in asked:
        return None
    return None if _NOT_BACK_TO.match(asked) else asked
