"""The English of the legal texts: read from legal.po itself, so that nothing stale is shown.

What translators saved since goes before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from phoenix.config import ROOT
from phoenix.legal.rules import FRENCH
from phoenix.web.words import saved

CATALOGUES = ROOT / "translations"


def translations(language: str) -> Mapping[str, str]:
    """French block → its translation; blocks missing or fuzzy (clause 19b) are not there."""
    if language == FRENCH:
        return {}
    since = {french: english for (french,), (english,) in saved("legal").items()}
    tree = in_the_tree(language)
    return {**tree, **since} if since else tree


def in_the_tree(language: str) -> Mapping[str, str]:
    """The same without what was saved since."""
    path = CATALOGUES / language / "LC_MESSAGES" / "legal.po"
    if not path.exists():
        return {}
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Mapping[str, str]:
    with path.open("rb") as stream:
        catalogue = read_po(stream)
    return {
        message.id: message.string
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }
