"""Words in templates that no translator would ever see: in text, in attributes, in macro calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

WATCHED_ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "aria-description", "content")
UNREAD_META = ("viewport", "robots", "color-scheme", "theme-color", "format-detection", "referrer")
UNREAD_ELEMENTS = ("script", "style", "code")
EXCLUDED = ("documents/", "errors/fallback.html")
NAMES = (
    "PHOENIX ALLIANCE",
    "Phoenix Alliance",
    "P-A Distri MECEE",
    "Microsoft",
    "Stripe",
    "Visa",
    "Mastercard",
    "PDF",
    "SHA-256",
    "SEPA",
    "IBAN",
    "SIREN",
    "SIRET",
    "ICE",
    "RCS",
    "RC",
    "IF",
    "TP",
    "CNSS",
    "HT",
    "TTC",
    "CB",
    "EUR",
    "MAD",
    "FR",
    "EN",
    "MA",
    "Français",
    "English",
)
_LETTER = re.compile(r"[^\W\d_]")
_NAMES = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) for name in NAMES) + r")(?!\w)")
_JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TAG_NAME = re.compile(r"(</?\w*)\{\{.*?\}\}")
_CLASSES = re.compile(r"\{%-? block \w*class\w* -?%\}[^{]*")
_TRANS = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
_SENTENCE = re.compile(r"[^\W\d_]+ [^\W\d_]{2,}|[À-ÖØ-öø-ÿ]")
_PARSED_BY_US = ("_", "gettext", "ngettext", "lazy_gettext", "_l")


def has_words(text: str) -> bool:
    """Whether letters remain once the names that every language shares are taken out."""
    return bool(_LETTER.search(_NAMES.sub("", text)))


def faults(folder: Path) -> Iterator[tuple[str, int, str]]:
    """(template, line, words) of each hard-coded text under a folder of templates."""
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"])
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in (".html", ".txt", ".svg") or name.startswith(EXCLUDED):
            continue
        source = path.read_text(encoding="utf-8")
        for line, words in [*in_markup(source, path.suffix), *in_expressions(source, environment)]:
            yield name, line, words


def in_markup(source: str, suffix: str = ".html") -> list[tuple[int, str]]:
    """(line, words) outside of {{ }} and {% %}: texts, and attributes that people read."""
    bare = _TAG_NAME.sub(r"\1x", _CLASSES.sub(_blank, _TRANS.sub(_blank, source)))
    bare = _JINJA.sub(_blank, bare)
    if suffix == ".txt":
        lines = enumerate(bare.splitlines(), 1)
        return [(number, line.strip()) for number, line in lines if has_words(line)]
    reader = _Reader()
    reader.feed(bare)
    reader.close()
    return reader.found


def in_expressions(source: str, environment: Environment) -> list[tuple[int, str]]:
    """(line, words) of sentences that stand as plain strings inside Jinja expressions."""
    tree = environment.parse(source)
    translated = {id(leaf) for call in tree.find_all(nodes.Call) for leaf in _words_of(call)}
    return [
        (constant.lineno, constant.value)
        for constant in tree.find_all(nodes.Const)
        if isinstance(constant.value, str)
        and id(constant) not in translated
        and _SENTENCE.search(_NAMES.sub("", constant.value))
        and not _is_machine_text(constant.value)
    ]


def _words_of(call: nodes.Call):
    if isinstance(call.node, nodes.Name) and call.node.name in _PARSED_BY_US:
        yield from call.find_all(nodes.Const)


def _is_machine_text(text: str) -> bool:
    """Class lists, addresses, icon paths: lower case without accents, or with signs of a path."""
    return text.isascii() and (text == text.lower() or "/" in text or "<" in text)


def _blank(match: re.Match) -> str:
    """Blanks in place of a match, its line ends kept."""
    return re.sub(r"[^\n]", " ", match[0])


class _Reader(HTMLParser):
    """Collects what a person would read."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.unread = 0

    def handle_starttag(self, tag, attrs):
        if tag in UNREAD_ELEMENTS:
            self.unread += 1
        given = dict(attrs)
        for name in WATCHED_ATTRIBUTES:
            value = given.get(name) or ""
            if name == "content" and not self._is_read_meta(tag, given):
                continue
            if has_words(value):
                self.found.append((self.getpos()[0], f'{name}="{value.strip()}"'))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in UNREAD_ELEMENTS and self.unread:
            self.unread -= 1

    def handle_data(self, data):
        if not self.unread and has_words(data):
            self.found.append((self.getpos()[0], " ".join(data.split())))

    @staticmethod
    def _is_read_meta(tag: str, given: dict) -> bool:
        named = given.get("name") or given.get("property") or ""
        return tag == "meta" and "http-equiv" not in given and named not in UNREAD_META and (
            "description" in named or "title" in named
        )
