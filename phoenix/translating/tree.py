"""The texts of the tree: its French as extracted, with the English of its catalogues."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Message

from phoenix.config import ROOT
from phoenix.i18n import catalogues
from phoenix.legal import rules
from phoenix.legal.service import published_elsewhere
from phoenix.legal.sources import TEXTS, sources

Forms = tuple[str, ...]
WATCHED = (("phoenix", "*.py"), ("templates", "*.html"), ("templates", "*.txt"), ("templates", "*.svg"))


@dataclass(slots=True)
class TreeText:
    """A French text, where it is said, and its English: empty when there is none that may be shown.

    `old_english` is a proposal marked fuzzy, `old_french` what that translated.
    """

    domain: str
    french: Forms
    english: Forms
    places: list[str]
    old_french: Forms | None = None
    old_english: Forms | None = None

    @property
    def key(self) -> str:
        """Its short name."""
        return key_of(self.domain, self.french)


def key_of(domain: str, french: Forms) -> str:
    """The short name of a text, the same wherever it is said."""
    return hashlib.sha256("\0".join((domain, *french)).encode()).hexdigest()[:24]


def read() -> list[TreeText]:
    """Every text, in the order of places; takes some two seconds."""
    found = [text for domain in catalogues.DOMAINS for text in _of_domain(domain)]
    return [*found, *_published({text.french for text in found if text.domain == "legal"})]


def digest() -> str:
    """Another one whenever anything is another that texts are read from."""
    files = [path for folder, names in WATCHED for path in sorted((ROOT / folder).rglob(names))]
    catalogue_files = [catalogues.po_path(domain) for domain in catalogues.DOMAINS]
    stats = tuple((str(path), path.stat().st_mtime_ns) for path in (*files, *catalogue_files) if path.exists())
    whole = hashlib.sha256(_digest_of(stats))
    for source in sources():
        whole.update(f"{source.code}/{source.number}\0{source.text}".encode())
    for version in published_elsewhere():
        whole.update(f"{version.document.code}/{version.number}\0{version.source}".encode())
    return whole.hexdigest()


@lru_cache(maxsize=2)
def _digest_of(stats: tuple[tuple[str, int], ...]) -> bytes:
    """Of the content, so that machines with the same tree agree."""
    whole = hashlib.sha256()
    for path, _changed in stats:
        content = Path(path).read_bytes()
        whole.update(f"{Path(path).name}\0{len(content)}\0".encode() + content)
    return whole.digest()


def _of_domain(domain: str) -> Iterator[TreeText]:
    known = catalogues.read(catalogues.po_path(domain))
    for message in sorted(catalogues.extract(domain), key=lambda each: each.locations[:1]):
        if message.id:
            yield _text(domain, message, known.get(message.id))


def _published(known: set[Forms]) -> Iterator[TreeText]:
    """The blocks of contract texts that the operator published from elsewhere than the tree (clause 19b)."""
    for version in published_elsewhere():
        place = f"{TEXTS.relative_to(ROOT)}/{version.document.code}/{version.number}.fr.md"
        for line, msgid in rules.units(version.source):
            if (msgid,) not in known:
                known.add((msgid,))
                yield TreeText("legal", (msgid,), (), [f"{place}:{line}"])


def _text(domain: str, message: Message, english: Message | None) -> TreeText:
    places = list(dict.fromkeys(f"{path}:{line}" for path, line in message.locations))
    text = TreeText(domain, forms(message.id), (), places)
    if english is None or not catalogues.has_translation(english):
        return text
    if not english.fuzzy:
        text.english = forms(english.string)
    else:
        text.old_english = forms(english.string)
        text.old_french = tuple(english.previous_id) or None
    return text


def forms(words) -> Forms:
    """A message's id or string as its forms."""
    return tuple(words) if isinstance(words, tuple | list) else (words or "",)
