"""Search on plain values: words without case or accents, one slip forgiven, names first.

Both databases use these same rules, so they find the same offers in the same order.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

LONGEST_QUERY = 100
MOST_WORDS = 8
LONGEST_CORRECTED = 30
SHORTEST_CORRECTED = 3
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": " ", "'": " "})
NOT_WORD = re.compile(r"[^a-z0-9]+")
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def normalise(text: str) -> str:
    """Lower case, no accents, words of a-z and 0-9 parted by single spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return NOT_WORD.sub(" ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


def words_of(query: str) -> list[str]:
    """The distinct words of what was typed, cut to a sane length and number."""
    return list(dict.fromkeys(normalise(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def one_slip(word: str) -> set[str]:
    """Every text at Damerau-Levenshtein distance 1: a letter lost, swapped, changed or added."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    lost = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    changed = {head + c + tail[1:] for head, tail in cuts if tail for c in ALPHABET}
    added = {head + c + tail for head, tail in cuts for c in ALPHABET}
    return (lost | swapped | changed | added) - {word}


@dataclass(frozen=True)
class Vocabulary:
    """The words in use, sorted, and how many products use each."""

    words: tuple[str, ...]
    uses: dict[str, int]

    def completed(self, prefix: str) -> str | None:
        """The most used word that begins with `prefix`; None when there is none."""
        start = bisect_left(self.words, prefix)
        found = []
        for word in self.words[start : start + 50]:
            if not word.startswith(prefix):
                break
            found.append(word)
        return max(found, key=lambda word: (word == prefix, self.uses[word]), default=None)

    def corrections(self, word: str, most: int = 3) -> list[str]:
        """Words, or beginnings of words, one slip away; whole words and much used ones first."""
        if not SHORTEST_CORRECTED <= len(word) <= LONGEST_CORRECTED:
            return []
        found = {}
        for guess in one_slip(word):
            if len(guess) >= SHORTEST_CORRECTED and (meant := self.completed(guess)):
                found[guess] = (meant == guess, guess[:1] == word[:1], self.uses[meant])
        return sorted(found, key=found.get, reverse=True)[:most]


def vocabulary(rows) -> Vocabulary:
    """The vocabulary of (word, uses) rows."""
    uses = dict(rows)
    return Vocabulary(tuple(sorted(uses)), uses)


@dataclass(frozen=True, slots=True)
class Understood:
    """A query ready to run: for each word the beginnings to accept; what was corrected."""

    groups: tuple[tuple[str, ...], ...]
    corrected: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The query as understood, to be shown when it was corrected."""
        return " ".join(group[0] for group in self.groups)


def understand(query: str, known: Vocabulary) -> Understood | None:
    """Read what was typed, forgiving one slip in each unknown word; None for no word at all."""
    groups, corrected = [], []
    for word in words_of(query):
        guesses = [] if known.completed(word) else known.corrections(word)
        groups.append(tuple(guesses) or (word,))
        if guesses:
            corrected.append((word, known.completed(guesses[0]) or guesses[0]))
    return Understood(tuple(groups), tuple(corrected)) if groups else None


def score(names: str, text: str, groups) -> int:
    """How well an offer answers: by its name first, then by how early its text says the words."""
    words = names.split()
    places = [_place(words, group) for group in groups]
    named = [place for place in places if place is not None]
    if not named:
        return -max((_first(text, group) for group in groups), default=0)
    whole = sum(any(beginning in words for beginning in group) for group in groups)
    complete = 150 if len(named) == len(groups) else 0
    in_order = 20 if named == sorted(named) else 0
    return 1000 + 70 * len(named) + 30 * whole + complete + in_order - len(words)


def _place(words: list[str], group) -> int | None:
    """Where in a name the first word stands that begins as asked."""
    return next((i for i, word in enumerate(words) if word.startswith(group)), None)


def _first(text: str, group) -> int:
    """How far into a text the first such beginning stands; its whole length when it does not."""
    found = [f" {text}".find(f" {beginning}") for beginning in group]
    return min((place for place in found if place >= 0), default=len(text))
