"""What `i18n check` holds: complete, sound English, French typography, no hard-coded words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from phoenix.config import ROOT
from phoenix.i18n import catalogues, hard_coded, typography

_PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
COUNT = {("num", "s"), ("num", "d")}


def everything(root: Path = ROOT) -> list[str]:
    """Every fault of the tree, one clear line each."""
    found = []
    for domain in catalogues.DOMAINS:
        wanted = catalogues.extract(domain, root)
        known = catalogues.read(catalogues.po_path(domain, root / "translations"))
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
    french, translated = _forms(message.id), _forms(english.string)
    for form in translated:
        yield from _differences(french, form)
    if _broken_format(french + translated):
        yield "a % that formatting would trip over, write %%"


def _differences(french: tuple[str, ...], form: str) -> Iterator[str]:
    whole = french[-1]
    wanted, given = _placeholders(whole), _placeholders(form)
    if given != wanted and (len(french) == 1 or given | COUNT != wanted | COUNT):
        yield "placeholders differ from the French"
    if Counter(_TAG.findall(form)) != Counter(_TAG.findall(whole)):
        yield "HTML tags differ from the French"


def _placeholders(text: str) -> set[tuple[str, str]]:
    return set(_PLACEHOLDER.findall(text))


def _broken_format(forms: tuple[str, ...]) -> bool:
    """Whether a text with placeholders cannot be formatted because of another % in it."""
    for form in forms:
        names = {name: 0 for name, _kind in _PLACEHOLDER.findall(form)}
        try:
            if names:
                form % names
        except (ValueError, TypeError, KeyError):
            return True
    return False


def _forms(words) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, tuple | list) else (words,)


def _named(message: Message) -> str:
    """The message, shortened, and where it is said."""
    text = _forms(message.id)[0].replace("\n", " ")
    places = ", ".join(sorted({path for path, _line in message.locations})[:2])
    return f"« {text[:80]}{'…' if len(text) > 80 else ''} » ({places})"
