"""Whether a translation can stand in the place of its French: what would break a page, and what only looks odd.

Plain values throughout: a text is a tuple of its forms, one or the singular and the plural.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

Forms = tuple[str, ...]

# What is refused.
FORMS = "not every form has words"
PLACEHOLDERS = "placeholders differ from the French"
TAGS = "HTML tags differ from the French"
FORMAT = "a % that formatting would trip over, write %%"
MARKUP = "a < or a straight double quote that the French does not have"
LINES = "a line break that the French does not have"

# What is only said.
LONG = "much longer than the French"
SPACES = "doubled blanks, or blanks at an end"
APOSTROPHE = "typewriter apostrophe"
FRENCH_SIGNS = "French quotation marks or a blank before : ; ! ?"
END = "does not end as the French does"
SAME = "the same as the French"

COUNT = {("num", "s"), ("num", "d")}
_PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_ENDS = ".:?!…"


def faults(french: Forms, english: Forms) -> list[str]:
    """Reasons why these words must not be shown, each once; none for sound ones."""
    if len(english) != len(french) or not all(form.strip() for form in english):
        return [FORMS]
    found = [fault for form in english for fault in _differences(french, form)]
    if _broken_format(french, english):
        found.append(FORMAT)
    return list(dict.fromkeys(found))


def hints(french: Forms, english: Forms) -> list[str]:
    """What a translator should look at again, each once."""
    pairs = zip(french, english, strict=False)
    return list(dict.fromkeys(hint for pair in pairs for hint in _oddities(*pair)))


def placeholders(text: str) -> set[tuple[str, str]]:
    """(name, conversion) of each placeholder of a text."""
    return set(_PLACEHOLDER.findall(text))


def written(text: str) -> list[str]:
    """The placeholders and tags of a text as they are written, for whoever must write them again."""
    found = [match[0] for match in _PLACEHOLDER.finditer(text)] + _TAG.findall(text)
    return list(dict.fromkeys(found))


def _differences(french: Forms, form: str) -> Iterator[str]:
    whole = french[-1]
    wanted, given = placeholders(whole), placeholders(form)
    if given != wanted and (len(french) == 1 or given | COUNT != wanted | COUNT):
        yield PLACEHOLDERS
    if Counter(_TAG.findall(form)) != Counter(_TAG.findall(whole)):
        yield TAGS
    if any(_outside(form).count(sign) > _outside(whole).count(sign) for sign in '<"'):
        yield MARKUP
    if "\n" in form and "\n" not in whole:
        yield LINES


def _outside(text: str) -> str:
    """A text without its tags."""
    return _TAG.sub("", text)


def _broken_format(french: Forms, english: Forms) -> bool:
    """Whether a text that is formatted cannot be, for a % in it; templates format every text that has none in French."""
    if "%" not in "".join(french):
        return "%" in "".join(english)
    is_formatted = "%%" in "".join(french) or any(placeholders(form) for form in french + english)
    for form in french + english if is_formatted else ():
        try:
            form % {name: 0 for name, _kind in placeholders(form)}
        except (ValueError, TypeError, KeyError):
            return True
    return False


def _oddities(french: str, english: str) -> Iterator[str]:
    bare = _outside(english)
    if len(english) > 1.4 * len(french) + 12:
        yield LONG
    if english != english.strip() or "  " in english:
        yield SPACES
    if re.search(r"\w'|'\w", bare):
        yield APOSTROPHE
    if re.search(r"[«»]|[\s\u00a0\u202f][:;!?](?=\s|$)", bare):
        yield FRENCH_SIGNS
    if _end(french) != _end(english):
        yield END
    if english == french and len(french.split()) > 2:
        yield SAME


def _end(text: str) -> str:
    last = _outside(text).rstrip("”\u00a0\u202f »")[-1:]
    return last if last and last in _ENDS else ""
