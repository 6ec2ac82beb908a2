"""Texts as .po files, for Poedit, Weblate and the tree: written with what the site shows, read and compared.

A file says after which change it was written; what changed here since and differs there is a conflict.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from phoenix.i18n import catalogues
from phoenix.translating.tree import forms, key_of
from phoenix.translating.units import Forms, Unit, cleaned

MARK = "X-Phoenix-Change"
_MARK = re.compile(rf'"{MARK}: (\d{{1,12}})\\n"')


class Unreadable(ValueError):
    """No .po file; `line` is where reading stopped, if that is known."""

    def __init__(self, reason: str, line: int | None = None):
        super().__init__(reason)
        self.line = line


class Given(NamedTuple):
    """One text of a file with words; `line` is where it stands."""

    key: str
    french: Forms
    english: Forms
    line: int


class Difference(NamedTuple):
    """A text that a file would change; `conflict` when it was also changed here since."""

    unit: Unit
    english: Forms
    line: int
    conflict: bool


class Refused(NamedTuple):
    """A text of a file that must not be shown, and why."""

    unit: Unit
    english: Forms
    line: int
    reasons: list[str]


@dataclass(slots=True)
class Comparison:
    """What applying a file would do."""

    differences: list[Difference] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unknown: int = 0
    same: int = 0

    @property
    def conflicts(self) -> list[Difference]:
        """Those that someone must choose about."""
        return [each for each in self.differences if each.conflict]


def write(units: Iterable[Unit], last_change: int) -> bytes:
    """A .po file of these texts; stale English is marked fuzzy, with the French that it translated."""
    catalogue = catalogues.empty(catalogues.LANGUAGE)
    for unit in units:
        _add(catalogue, unit)
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, include_lineno=True, include_previous=True)
    return stream.getvalue().replace(b'"Generated-By:', f'"{MARK}: {last_change}\\n"\n"Generated-By:'.encode(), 1)


def read(content: str, domain: str) -> tuple[list[Given], int | None]:
    """The texts of a file that have words, and after which change it was written (None: it does not say).

    Unreadable when it is no .po file. What is fuzzy or has no words is left out.
    """
    mark = _MARK.search(content)
    try:
        catalogue = read_po(io.StringIO(content), locale=catalogues.LANGUAGE, abort_invalid=True)
    except PoFileError as error:
        raise Unreadable(str(error), getattr(error, "lineno", None)) from error
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise Unreadable(str(error)) from error
    found = [_given(message, domain) for message in catalogue if message.id and _has_words(message)]
    return found, int(mark[1]) if mark else None


def compare(given: list[Given], known: dict[str, Unit], changed_from: dict[str, Forms]) -> Comparison:
    """What a file's texts would change; `changed_from` says what texts were when it was written, where they changed."""
    found = Comparison()
    for each in given:
        unit = known.get(each.key)
        if unit is None or unit.french != each.french:
            found.unknown += 1
        elif each.english == unit.english or each.english == changed_from.get(each.key):
            found.same += 1
        elif reasons := unit.faults(each.english):
            found.refused.append(Refused(unit, each.english, each.line, reasons))
        else:
            found.differences.append(Difference(unit, each.english, each.line, each.key in changed_from))
    return found


def _has_words(message: Message) -> bool:
    return not message.fuzzy and catalogues.has_translation(message)


def _given(message: Message, domain: str) -> Given:
    french = forms(message.id)
    key = message.context or "" if domain == "products" else key_of(domain, french)
    return Given(key, french, cleaned(forms(message.string)), message.lineno or 0)


def _add(catalogue: Catalog, unit: Unit) -> None:
    stale = not unit.english and unit.old_english
    words = unit.english or unit.old_english or ("",) * len(unit.french)
    is_one = len(unit.french) == 1
    flags = ["python-format"] if any("%(" in form for form in unit.french) else []
    catalogue.add(
        unit.french[0] if is_one else unit.french,
        words[0] if is_one else words,
        locations=[_place(place) for place in unit.places],
        flags=[*flags, "fuzzy"] if stale else flags,
        previous_id=list(unit.old_french or ()) if stale else [],
        context=unit.key if unit.domain == "products" else None,
    )


def _place(place: str) -> tuple[str, int | None]:
    path, _, line = place.rpartition(":")
    return (path, int(line)) if path and line.isdecimal() else (place, None)
