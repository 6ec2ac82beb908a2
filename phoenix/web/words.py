"""The words of each language: the tree's catalogue, and over it what translators saved since (clause 19b).

A process reads what was saved once for each state of it, which one number tells: nothing is asked for
French, and nothing but that number, read with the site stamp, for other languages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

import peewee
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Domain, get_locale

from phoenix.config import ROOT
from phoenix.database import database
from phoenix.web.market import current_market
from phoenix.web.models import current_texts

FOLDER = ROOT / "translations"
SOURCE = "fr"
Forms = tuple[str, ...]
_kept: dict = {}


class Words(Domain):
    """What `gettext` in code and templates asks."""

    def get_translations(self) -> NullTranslations:
        return translations(get_locale().language)


class Saved(Translations):
    """Saved sentences before the catalogue of the tree; `sentences` tells which they are."""

    def __init__(self, tree: NullTranslations, sentences: Mapping[Forms, Forms]):
        super().__init__()
        self.plural, self.sentences = tree.plural, sentences
        for french, english in sentences.items():
            if len(french) == 1:
                self._catalog[french[0]] = english[0]
            else:
                self._catalog.update({(french[0], form): text for form, text in enumerate(english)})
        self.add_fallback(tree)


def translations(language: str) -> NullTranslations:
    """The words of a language, as they are now: another object when one of them has changed."""
    tree = _tree(language)
    if language == SOURCE:
        return tree
    sentences = saved("messages")
    if not sentences:
        return tree
    known = _kept.get(language)
    if known is None or known.sentences is not sentences:
        known = _kept[language] = Saved(tree, sentences)
    return known


def is_translated(words: NullTranslations, french: str) -> bool:
    """Whether a language has words for a French sentence."""
    while words is not None:
        catalogue = getattr(words, "_catalog", {})
        if french in catalogue or (french, 0) in catalogue:
            return True
        words = words._fallback
    return False


def edition() -> int:
    """For the keys of what is kept of pages: changes when words of the present language do."""
    return 0 if current_market().language == SOURCE else current_texts()


def saved(domain: str) -> Mapping[Forms, Forms]:
    """The sentences of a domain that translators saved, French → English; the same object until one changes."""
    kept = _kept.get("saved")
    try:
        state = (database.obj, current_texts())
        if kept is None or kept[0] != state:
            kept = (state, _read() if state[1] else {})
            if not database.obj.in_transaction():
                _kept["saved"] = kept
    except peewee.PeeweeException:  # the database is away: its error page is made of what is known
        kept = kept or _NOTHING
    return kept[1].get(domain, _NOTHING[1])


_NOTHING: tuple = (None, {})


def _read() -> dict[str, dict[Forms, Forms]]:
    found: dict[str, dict[Forms, Forms]] = {}
    for domain, french, english in database.execute_sql("SELECT domain, french, english FROM saved_text"):
        found.setdefault(domain, {})[tuple(json.loads(french))] = tuple(json.loads(english))
    return found


@lru_cache(maxsize=4)
def _tree(language: str) -> NullTranslations:
    return NullTranslations() if language == SOURCE else Translations.load(str(FOLDER), [language], domain="messages")


def init_app(app: Flask) -> None:
    """Have flask-babel ask here; to be called after it."""
    app.extensions["babel"].instance.domain_instance = Words()
