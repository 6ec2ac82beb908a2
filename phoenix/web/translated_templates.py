"""Templates translated when they are compiled: one Jinja environment for each language.

A page has some two hundred sentences; looking each up at each request costs more than the page.
Here `_("Votre panier")` becomes a constant of the compiled template, and `_("Bonjour %(name)s",
name=x)` a formatting of one. What is no literal stays as it was. Meaning is that of Jinja's
newstyle gettext: the sentence is markup where the template escapes, its values are escaped.

What was compiled is kept in the instance folder, so that a start does not compile the site again.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache, nodes
from jinja2.visitor import NodeTransformer

from phoenix.config import ROOT
from phoenix.kernel.markets import LANGUAGES
from phoenix.web.market import current_market

FOLDER = ROOT / "translations"
SOURCE = "fr"


def init_app(app: Flask) -> None:
    """Choose the environment by the market's language; to be called after Babel."""
    main = app.jinja_env
    kept = app.config["SETTINGS"].instance / "templates"
    by_language = {language: _environment(main, language, kept) for language in LANGUAGES}

    def choose(names):
        return by_language[current_market().language].get_or_select_template(names)

    main.get_or_select_template = choose


def _environment(main: Environment, language: str, kept: Path) -> Environment:
    """An environment like `main`, with caches of its own, that translates what it compiles."""
    overlay = main.overlay(cache_size=400, bytecode_cache=Compiled(kept / language, _sentences(language)))
    translations = _translations(language)
    parse = overlay._parse

    def parsed(source, name, filename):
        escapes = overlay.autoescape(name) if callable(overlay.autoescape) else overlay.autoescape
        return _Translator(translations, escapes).visit(parse(source, name, filename))

    overlay._parse = parsed
    return overlay


def _translations(language: str) -> NullTranslations:
    if language == SOURCE:
        return NullTranslations()
    return Translations.load(str(FOLDER), [language], domain="messages")


def _sentences(language: str) -> bytes:
    """What decides, beside its source, what a template becomes: the sentences and this module."""
    file = FOLDER / language / "LC_MESSAGES" / "messages.mo"
    words = file.read_bytes() if language != SOURCE and file.exists() else b""
    return Path(__file__).read_bytes() + words


class Compiled(FileSystemBytecodeCache):
    """Jinja's cache on disk, in a folder named by what the sentences are; older folders go.

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

    def dump_bytecode(self, bucket) -> None:
        """Write what was compiled, where that is possible."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


class _Translator(NodeTransformer):
    """Puts sentences in the place of the calls that ask for them."""

    def __init__(self, translations: NullTranslations, escapes: bool):
        self.translations = translations
        self.escapes = escapes

    def visit_Call(self, node: nodes.Call, *args, **kwargs):
        """`_("…")` and `_("…", name=value)` with a literal sentence; anything else is left."""
        self.generic_visit(node, *args, **kwargs)
        if not self._is_literal(node):
            return node
        text = self.translations.gettext(node.args[0].value)
        if node.kwargs:
            pairs = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
            values = nodes.Dict(pairs, lineno=node.lineno)
            return nodes.Mod(self._safe(text, node), values, lineno=node.lineno)
        try:
            return self._safe(text % {}, node)
        except (KeyError, TypeError, ValueError):
            return node

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
