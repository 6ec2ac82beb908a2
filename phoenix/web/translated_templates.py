"""Templates translated when they are compiled: one Jinja environment for each language.

A page has some two hundred sentences; looking each up at each request costs more than the page.
Here `_("Votre panier")` becomes a constant of the compiled template, and `_("Bonjour %(name)s",
name=x)` a formatting of one. What is no literal stays as it was. Meaning is that of Jinja's
newstyle gettext: the sentence is markup where the template escapes, its values are escaped.
"""

from __future__ import annotations

from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from phoenix.config import ROOT
from phoenix.kernel.markets import LANGUAGES
from phoenix.web.market import current_market

FOLDER = ROOT / "translations"
SOURCE = "fr"


def init_app(app: Flask) -> None:
    """Choose the environment by the market's language; to be called after Babel."""
    main = app.jinja_env
    by_language = {language: _environment(main, language) for language in LANGUAGES}

    def choose(names):
        return by_language[current_market().language].get_or_select_template(names)

    main.get_or_select_template = choose


def _environment(main: Environment, language: str) -> Environment:
    """An environment like `main`, with a cache of its own, that translates what it compiles."""
    overlay = main.overlay(cache_size=400)
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
