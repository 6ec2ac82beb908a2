"""Search on plain values: words without case or accents, one slip forgiven, names first.

Both databases use these same rules, so they find the same offers in the same order.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from operator import methodcaller

from phoenix.kernel.values import frozen

LONGEST_QUERY = 100
MOST_WORDS = 8
LONGEST_CORRECTED = 30
SHORTEST_CORRECTED = 3
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": " ", "'": " "})
NOT_WORD = re.compile(r"[^a-z0-9]+")
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
AFTER_ALL = "~"
MOST_COMPLETED = 50
MOST_WHOLE = 6
LONGEST_WORD = 40  # of the vocabulary; longer ones are cut
MOST_UNDERSTOOD = 2_000


def normalise(text: str) -> str:
    """Lower case, no accents, words of a-z and 0-9 parted by single spaces."""
    if text.isascii():
        return NOT_WORD.sub(" ", text.lower()).strip()
    folded = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return NOT_WORD.sub(" ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


def words_of(query: str) -> list[str]:
    """The distinct words of what was typed, cut to a sane length and number."""
    return list(dict.fromkeys(normalise(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def one_slip(word: str, letters_after=lambda _beginning: ALPHABET) -> set[str]:
    """Every text at Damerau-Levenshtein distance 1: a letter lost, swapped, changed or added.

    `letters_after(beginning)` says which letters are worth trying there, None when nothing begins so.
    """
    found = set()
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        letters = letters_after(head)
        if letters is None:
            break
        found.update([head + letter + tail for letter in letters])
        if tail:
            found.update([head + letter + tail[1:] for letter in letters])
            found.add(head + tail[1:])
            found.add(head + tail[1:2] + tail[0] + tail[2:])
    return found - {word}


@frozen
class Vocabulary:
    """The words in use, sorted, and how many products use each.

    `following`: the letters that follow the shortest beginnings; `begun`: beginnings of three and four
    letters. Both are of words long enough to be corrected to.
    """

    words: tuple[str, ...]
    uses: dict[str, int]
    following: dict[str, set[str]]
    begun: frozenset[str]
    understood: dict[str, tuple]  # the words read lately, for they come back in many searches

    def read(self, word: str) -> tuple[tuple[str, ...], bool, str | None]:
        """The beginnings to accept for a word as typed, whether any product has one, and what a slip meant."""
        found = self.understood.get(word)
        if found is None:
            if len(self.understood) >= MOST_UNDERSTOOD:
                self.understood.clear()
            found = self.understood[word] = self._read(word)
        return found

    def _read(self, word: str) -> tuple[tuple[str, ...], bool, str | None]:
        if self.completed(word) is not None:
            return (word,), True, None
        guesses = tuple(self.corrections(word))
        return guesses or (word,), bool(guesses), self.completed(guesses[0]) if guesses else None

    def completed(self, prefix: str) -> str | None:
        """The most used word that begins with `prefix`, itself first; None when there is none."""
        if prefix in self.uses:
            return prefix
        found = self._beginning_with(prefix, MOST_COMPLETED)
        return max(found, key=self.uses.get, default=None)

    def whole(self, beginning: str) -> tuple[str, ...] | None:
        """The words that begin so where they are few, which an index finds sooner than a beginning."""
        words = self._beginning_with(beginning, MOST_WHOLE + 1)
        return words if 0 < len(words) <= MOST_WHOLE and all(len(word) < LONGEST_WORD for word in words) else None

    def corrections(self, word: str, most: int = 3) -> list[str]:
        """Words, or beginnings of words, one slip away; whole words and much used ones first."""
        if not SHORTEST_CORRECTED <= len(word) <= LONGEST_CORRECTED:
            return []
        found, begun, enough = {}, self.begun, SHORTEST_CORRECTED + 1
        for guess in one_slip(word, self._letters_after):
            if guess[:enough] in begun and (meant := self.completed(guess)):
                found[guess] = (meant == guess, guess[:1] == word[:1], self.uses[meant], guess)
        return sorted(found, key=found.get, reverse=True)[:most]

    def _letters_after(self, head: str):
        """What follows a beginning in the words in use that are long enough; None when nothing does."""
        if len(head) < SHORTEST_CORRECTED:
            return self.following.get(head)
        place = len(head)
        words = self._beginning_with(head)
        return {word[place] for word in words if len(word) > place} if words else None

    def _beginning_with(self, head: str, most: int | None = None) -> tuple[str, ...]:
        """The words that begin with `head`, at most so many."""
        words = self.words
        start = bisect_left(words, head)
        if start == len(words) or not words[start].startswith(head):
            return ()
        end = bisect_left(words, head + AFTER_ALL, start)
        return words[start : end if most is None else min(end, start + most)]


def vocabulary(rows) -> Vocabulary:
    """The vocabulary of (word, uses) rows."""
    uses = dict(rows)
    long_enough = [word for word in uses if len(word) >= SHORTEST_CORRECTED]
    following: dict[str, set] = {"": set()}
    for word in long_enough:
        for place in range(SHORTEST_CORRECTED):
            following.setdefault(word[:place], set()).add(word[place])
    begun = {word[:length] for word in long_enough for length in (SHORTEST_CORRECTED, SHORTEST_CORRECTED + 1)}
    return Vocabulary(tuple(sorted(uses)), uses, following, frozenset(begun), {})


@frozen
class Understood:
    """A query ready to run: for each word the beginnings to accept; what was corrected.

    `known`: the groups that some product answers, of whichever country and day.
    """

    groups: tuple[tuple[str, ...], ...]
    corrected: tuple[tuple[str, str], ...] = ()
    known: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The query as understood, to be shown when it was corrected."""
        return " ".join(group[0] for group in self.groups)


def understand(query: str, known: Vocabulary) -> Understood | None:
    """Read what was typed, forgiving one slip in each unknown word; None for no word at all."""
    groups, corrected, answered = [], [], []
    for word in words_of(query):
        group, is_known, meant = known.read(word)
        groups.append(group)
        if is_known:
            answered.append(group)
        if meant:
            corrected.append((word, meant))
    return Understood(tuple(groups), tuple(corrected), tuple(answered)) if groups else None


def ranking(groups):
    """How well an offer answers, as two functions: of its names, None where they say none of the words, and then of
    its text, which comes after all names. Both are words between spaces."""
    finders = [
        (_finder([f" {beginning}" for beginning in group]), _finder([f" {beginning} " for beginning in group]))
        for group in groups
    ]

    def by_names(names: str) -> int | None:
        points, last, in_order, named = 0, -1, 20, 0
        for begins, is_whole in finders:
            place = begins(names)
            if place < 0:
                continue
            named += 1
            points += 70
            if place < last:
                in_order = 0
            last = place
            if is_whole(names) >= 0:
                points += 30
        if not named:
            return None
        return points + in_order + (150 if named == len(finders) else 0) + 1000 - names.count(" ")

    def by_text(text: str) -> int:
        said = [begins(text) for begins, _ in finders]
        return -max(len(text) - 1 if place < 0 else place for place in said)

    return by_names, by_text


def _finder(beginnings: list[str]):
    """A function that says where the first of these stands in a text; -1 when none does."""
    if len(beginnings) == 1:
        return methodcaller("find", beginnings[0])
    return lambda text: min((place for each in beginnings if (place := text.find(each)) >= 0), default=-1)
