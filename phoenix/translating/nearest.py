"""Which earlier sentence a new one comes from: rules on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

NEAR = 0.6


class Known(NamedTuple):
    """A text that has been translated."""

    french: tuple[str, ...]
    english: tuple[str, ...]


def nearest(french: tuple[str, ...], known: Sequence[Known]) -> Known | None:
    """The translated text most like `french`, if one is near enough; another number of forms never is."""
    wanted, best, found = "\n".join(french), NEAR, None
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for each in known:
        if len(each.french) != len(french):
            continue
        matcher.set_seq1("\n".join(each.french))
        if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best and (ratio := matcher.ratio()) >= best:
            best, found = ratio, each
    return found


def moved(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces of two sentences side by side: ("same" | "gone" | "new", words)."""
    old, new = before.split(" "), after.split(" ")
    pieces: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", " ".join(old[a:b])))
            continue
        if a != b:
            pieces.append(("gone", " ".join(old[a:b])))
        if c != d:
            pieces.append(("new", " ".join(new[c:d])))
    return pieces
