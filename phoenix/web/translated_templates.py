"""Templates translated when they are compiled: one Jinja environment for each language.

A page has some two hundred sentences; looking each up at each request costs more than the page.
Here `_("Votre panier")` becomes a constant of the compiled template, and `_("Bonjour %(name)s",
name=x)` a formatting of one. What is no literal stays as it was. Meaning is that of Jinja's
newstyle gettext: the sentence is markup where the template escapes, its values are escaped.

A sentence without English stays French, and says so to browsers and readers where it is text
(clause 19b). When translators save a sentence, the environment of its language is made anew.

What was compiled is kept in the instance folder, so that neither a start nor a saved sentence compiles
the site again: only templates that may say what was saved are compiled once more.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
from copy import copy
from pathlib import Path

from babel.support import NullTranslations
from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache, nodes
from jinja2.visitor import NodeTransformer

from phoenix.kernel.markets import LANGUAGES
from phoenix.web.market import current_market
from phoenix.web.words import FOLDER, SOURCE, is_translated, translations

_LETTERS = re.compile(r"[A-Za-z]+")
_TAG = re.compile(r"<(/?[a-zA-Z]\w*)[^<>]*>[^<>]*\Z")
NO_MARKUP_INSIDE = ("title", "option", "textarea", "script", "style", "text", "desc")


def init_app(app: Flask) -> None:
    """Choose the environment by the market's language; to be called after Babel."""
    shelf = Shelf(app.jinja_env, app.config["SETTINGS"].instance / "templates")

    def choose(names, *parent_and_globals):
        """Templates that include by a name made up ask the overlay, into which this is copied, with their own name."""
        return Environment.get_or_select_template(shelf.environment(), names, *parent_and_globals)

    app.jinja_env.get_or_select_template = choose


class Shelf:
    """An environment for each language, for the words that it has now."""

    def __init__(self, main: Environment, kept: Path):
        self.main = main
        self.caches = {language: Compiled(kept / language, _sentences(language)) for language in LANGUAGES}
        self.made: dict[str, tuple[NullTranslations, Environment]] = {}

    def environment(self) -> Environment:
        """That of the present language; the one before stays with the pages that are being made."""
        language = current_market().language
        words = translations(language)
        made = self.made.get(language)
        if made is None or made[0] is not words:
            cache = self.caches[language].saying(getattr(words, "sentences", {}))
            made = self.made[language] = (words, _environment(self.main, words, cache, language))
        return made[1]


def _environment(main: Environment, words: NullTranslations, cache: Compiled, language: str) -> Environment:
    """An environment like `main`, with caches of its own, that translates what it compiles."""
    overlay = main.overlay(cache_size=400, bytecode_cache=cache)
    parse = overlay._parse

    def parsed(source, name, filename):
        escapes = overlay.autoescape(name) if callable(overlay.autoescape) else overlay.autoescape
        return _Translator(words, escapes, marks=escapes and language != SOURCE).visit(parse(source, name, filename))

    overlay._parse = parsed
    return overlay


def _sentences(language: str) -> bytes:
    """What decides, beside its source, what a template becomes: the sentences and this module."""
    file = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    words = file.read_bytes() if language != SOURCE and file.exists() else b""
    return Path(__file__).read_bytes() + words


class Compiled(FileSystemBytecodeCache):
    """Jinja's cache on disk, in a folder named by what the tree's sentences are; older folders go.

    A template whose source may hold a sentence saved since is known by that sentence's words too.

    It only saves time: a disk that is full or read-only slows a start and breaks nothing.
    """

    def __init__(self, folder: Path, sentences: bytes):
        current = folder / hashlib.sha256(sentences).hexdigest()[:16]
        with contextlib.suppress(OSError):
            current.mkdir(parents=True, exist_ok=True, mode=0o700)
            for each in folder.iterdir():
                if each != current:
                    shutil.rmtree(each, ignore_errors=True)
        super().__init__(str(current))
        self.saved: list[tuple[str, str]] = []

    def saying(self, sentences) -> Compiled:
        """The same folder, for templates that say these saved sentences."""
        other = copy(self)
        other.saved = [
            (max(_LETTERS.findall(french[0]), key=len, default=""), json.dumps([french, english]))
            for french, english in sorted(sentences.items())
        ]
        return other

    def get_source_checksum(self, source: str) -> str:
        """Of the source, and of what it may say that was saved: a longest word is never broken up."""
        said = [words for probe, words in self.saved if probe in source]
        return super().get_source_checksum(source + "\0".join(said))

    def dump_bytecode(self, bucket) -> None:
        """Write what was compiled, where that is possible."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


class _Translator(NodeTransformer):
    """Puts sentences in the place of the calls that ask for them; with `marks`, French ones get their `lang`."""

    def __init__(self, translations: NullTranslations, escapes: bool, marks: bool = False):
        self.translations = translations
        self.escapes = escapes
        self.marks = marks
        self.markable: set[int] = set()

    def visit_Output(self, node: nodes.Output, *args, **kwargs):
        """Find the sentences that stand as text between tags: there an element may go around them."""
        if self.marks:
            before = ""
            for each in node.nodes:
                if isinstance(each, nodes.TemplateData):
                    before += each.data
                elif isinstance(each, nodes.Call) and _is_text_after(before):
                    self.markable.add(id(each))
        return self.generic_visit(node, *args, **kwargs)

    def visit_Call(self, node: nodes.Call, *args, **kwargs):
        """`_("…")` and `_("…", name=value)` with a literal sentence; anything else is left."""
        self.generic_visit(node, *args, **kwargs)
        if not self._is_literal(node):
            return node
        text = self._text(node)
        if node.kwargs:
            pairs = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
            values = nodes.Dict(pairs, lineno=node.lineno)
            return nodes.Mod(self._safe(text, node), values, lineno=node.lineno)
        try:
            return self._safe(text % {}, node)
        except (KeyError, TypeError, ValueError):
            return node

    def _text(self, node: nodes.Call) -> str:
        french = node.args[0].value
        if id(node) in self.markable and not is_translated(self.translations, french):
            return f'<span lang="{SOURCE}">{french}</span>'
        return self.translations.gettext(french)

    @staticmethod
    def _is_literal(node: nodes.Call) -> bool:
        return (
            isinstance(node.node, nodes.Name)
            and node.node.name in ("_", "gettext")
            and len(node.args) == 1
            and isinstance(node.args[0], nodes.Const)
            and isinstance(node.args[0].value, str)
            and node.dyn_args is None
            and node.dyn_kwargs is None
        )

    def _safe(self, text: str, node: nodes.Call) -> nodes.Expr:
        constant = nodes.Const(text, lineno=node.lineno)
        return nodes.MarkSafe(constant, lineno=node.lineno) if self.escapes else constant


def _is_text_after(markup: str) -> bool:
    """Whether what follows this markup is text in which an element may stand."""
    tag = _TAG.search(markup)
    return tag is not None and tag[1].lower() not in NO_MARKUP_INSIDE
