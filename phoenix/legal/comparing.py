"""Two versions of a text side by side: paragraph by paragraph, then word by word (clause 2b). Plain values only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from phoenix.legal.rules import LegalText

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
ALIKE = 0.5  # above it two paragraphs are one that was reworded
MOST_PAIRS = 2_000  # beyond it, what stands between two unchanged paragraphs is told as gone and come
_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


class Run(NamedTuple):
    """Words in a row that stayed, came or went."""

    state: str
    text: str


class Row(NamedTuple):
    """A heading, paragraph or item in the reading order of both texts; `runs` when it was reworded."""

    state: str
    kind: str
    text: str
    lang: str
    runs: tuple[Run, ...] = ()


class Article(NamedTuple):
    """A heading and what stands under it."""

    heading: Row
    rows: tuple[Row, ...]

    @property
    def touched(self) -> bool:
        """Whether anything in it is not as it was."""
        return any(row.state != SAME for row in (self.heading, *self.rows))

    def stretches(self) -> list[tuple[str, list[Row]]]:
        """Its rows, those in a row that stayed the same together."""
        found: list[tuple[str, list[Row]]] = []
        for row in self.rows:
            if found and found[-1][0] == row.state == SAME:
                found[-1][1].append(row)
            else:
                found.append((row.state, [row]))
        return found


def compare(old: LegalText, new: LegalText) -> list[Article]:
    """What became of every block between two versions, under the headings; the title comes first."""
    articles: list[tuple[Row, list[Row]]] = []
    for row in _rows(list(_blocks(old)), list(_blocks(new))):
        if row.kind in ("title", "heading") or not articles:
            articles.append((row, []))
        else:
            articles[-1][1].append(row)
    return [Article(heading, tuple(rows)) for heading, rows in articles]


def words(old: str, new: str) -> tuple[Run, ...]:
    """How one sentence became the other: what went stands before what came in its place."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    runs: list[Run] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(Run(SAME, "".join(before[a:b])))
            continue
        if a < b:
            runs.append(Run(REMOVED, "".join(before[a:b])))
        if c < d:
            runs.append(Run(ADDED, "".join(after[c:d])))
    return tuple(_joined(runs))


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Changes that only blanks keep apart are told as one."""
    gone, came = "", ""
    for place, (state, text) in enumerate(runs):
        between = state == SAME and text.isspace() and (gone or came) and place + 1 < len(runs)
        if state != ADDED and (state == REMOVED or between):
            gone += text
        if state == ADDED or between:
            came += text
        if state == SAME and not between:
            yield from _told(gone, came)
            gone, came = "", ""
            yield Run(SAME, text)
    yield from _told(gone, came)


def _told(gone: str, came: str) -> list[Run]:
    return [run for run in (Run(REMOVED, gone), Run(ADDED, came)) if run.text]


def _blocks(text: LegalText) -> Iterator[Row]:
    yield Row(SAME, "title", text.title.text, text.title.lang)
    for section in text.sections:
        number = f"{section.number}. " if section.number else ""
        yield Row(SAME, "heading", number + section.heading.text, section.heading.lang)
        for block in section.blocks:
            yield Row(SAME, block.kind, block.text, block.lang)


def _rows(old: list[Row], new: list[Row]) -> Iterator[Row]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from new[c:d]
        else:
            yield from _replaced(old[a:b], new[c:d])


def _replaced(old: list[Row], new: list[Row]) -> Iterator[Row]:
    """The old rows beside the new ones: those that were reworded together, in the order of reading."""
    place = 0
    pairs = _pairs(old, new)
    for position, row in enumerate(new):
        if position not in pairs:
            yield row._replace(state=ADDED)
            continue
        yield from (each._replace(state=REMOVED) for each in old[place : pairs[position]])
        yield row._replace(state=CHANGED, runs=words(old[pairs[position]].text, row.text))
        place = pairs[position] + 1
    yield from (each._replace(state=REMOVED) for each in old[place:])


def _pairs(old: list[Row], new: list[Row]) -> dict[int, int]:
    """Place in the new → place in the old of what is a rewording of it: of all ways to pair them
    without crossing, the one that is most alike in all."""
    if len(old) * len(new) > MOST_PAIRS:
        return {}
    best = [[(0.0, {})] * (len(old) + 1) for _ in range(len(new) + 1)]
    for n in range(1, len(new) + 1):
        for o in range(1, len(old) + 1):
            found = max(best[n - 1][o], best[n][o - 1], key=lambda each: each[0])
            alike = _likeness(old[o - 1], new[n - 1])
            if alike and best[n - 1][o - 1][0] + alike > found[0]:
                score, pairs = best[n - 1][o - 1]
                found = (score + alike, {**pairs, n - 1: o - 1})
            best[n][o] = found
    return best[-1][-1][1]


def _likeness(old: Row, new: Row) -> float:
    """How much two rows are alike, from ALIKE to one; nothing when one is no rewording of the other."""
    if (old.kind, old.lang) != (new.kind, new.lang):
        return 0.0
    matcher = SequenceMatcher(None, _TOKENS.findall(old.text), _TOKENS.findall(new.text), autojunk=False)
    if matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio > ALIKE else 0.0
