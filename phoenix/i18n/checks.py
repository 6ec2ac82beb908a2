"""What `i18n check` holds: complete, sound English, French typography, no hard-coded words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from phoenix.config import ROOT
from phoenix.i18n import catalogues, hard_coded, soundness, typography


def everything(root: Path = ROOT, saved: Mapping[str, Mapping] | None = None) -> list[str]:
    """Every fault of the tree, one clear line each; `saved`, by domain, is English saved on the site since."""
    found = []
    for domain in catalogues.DOMAINS:
        wanted = catalogues.extract(domain, root)
        known = catalogues.read(catalogues.po_path(domain, root / "translations"))
        catalogues.lay_over(known, (saved or {}).get(domain, {}))
        found += translation_faults(domain, wanted, known)
        found += typography_faults(domain, wanted)
    return found + template_faults(root / "templates")


def translation_faults(domain: str, wanted: Catalog, known: Catalog) -> list[str]:
    """English that is missing, fuzzy, or whose placeholders or tags differ from the French."""
    return [
        f"{domain}: {reason}: {_named(message)}"
        for message in wanted
        if message.id
        for reason in _reasons(message, known.get(message.id))
    ]


def typography_faults(domain: str, wanted: Catalog) -> list[str]:
    """French msgids that break the rules of French typography."""
    return [
        f"{domain}: {reason}: {_named(message)}"
        for message in wanted
        for form in _forms(message.id)
        for reason in typography.faults(form)
    ]


def template_faults(folder: Path) -> list[str]:
    """Words in templates that cannot be translated."""
    return [
        f"templates/{name}:{line}: hard-coded text, wrap it in _(): {words}"
        for name, line, words in hard_coded.faults(folder)
    ]


def _reasons(message: Message, english: Message | None) -> Iterator[str]:
    if english is None or not catalogues.has_translation(english):
        yield "no English"
        return
    if english.fuzzy:
        yield "fuzzy English, look at it and remove the flag"
    yield from soundness.faults(_forms(message.id), _forms(english.string))


def _forms(words) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, tuple | list) else (words,)


def _named(message: Message) -> str:
    """The message, shortened, and where it is said."""
    text = _forms(message.id)[0].replace("\n", " ")
    places = ", ".join(sorted({path for path, _line in message.locations})[:2])
    return f"« {text[:80]}{'…' if len(text) > 80 else ''} » ({places})"
