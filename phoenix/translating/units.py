"""A text at the desk, whatever it belongs to: plain values shared by pages, saving and files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from phoenix.i18n import soundness

Forms = tuple[str, ...]
DOMAINS = ("messages", "legal", "products")
IN_THE_TREE = ("messages", "legal")
# What breaks a page depends on how its texts are shown: those of products and of the law are never markup.
RELEVANT = {
    "messages": {soundness.FORMS, soundness.PLACEHOLDERS, soundness.TAGS, soundness.FORMAT, soundness.MARKUP, soundness.LINES},
    "legal": {soundness.FORMS, soundness.PLACEHOLDERS, soundness.LINES},
    "products": {soundness.FORMS, soundness.LINES},
}


class Editor(NamedTuple):
    """Who changes texts: a member of the staff, or whoever typed a command (no number)."""

    member_id: int | None
    name: str


class Unsound(ValueError):
    """Words that must not be shown; `reasons` are those of i18n.soundness."""

    def __init__(self, reasons: list[str]):
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class ChangedMeanwhile(Exception):
    """Somebody else saved this text since it was shown; `unit` is how it stands now."""

    def __init__(self, unit: Unit):
        super().__init__(f"{unit.domain} {unit.key}")
        self.unit = unit


@dataclass(frozen=True, slots=True)
class Unit:
    """A French text and its English; `english` is empty when pages show the French (clause 19b)."""

    domain: str
    key: str
    french: Forms
    english: Forms
    state: str
    old_french: Forms | None = None
    old_english: Forms | None = None
    places: tuple[str, ...] = ()
    label: str = ""
    tree_english: Forms | None = None
    longest: int | None = None
    changed_at: datetime | None = None
    changed_by: str = ""

    @property
    def seen(self) -> str:
        """Stands for what a translator saw: another one as soon as anyone changes either language."""
        return hashlib.sha256("\0".join((*self.french, "", *self.english)).encode()).hexdigest()[:16]

    @property
    def proposal(self) -> Forms:
        """What a translator starts from: the English there is, or what the French said before."""
        return self.english or self.old_english or ("",) * len(self.french)

    def faults(self, english: Forms) -> list[str]:
        """Why these words must not be shown in its place."""
        found = [each for each in soundness.faults(self.french, english) if each in RELEVANT[self.domain]]
        too_long = self.longest is not None and any(len(form) > self.longest for form in english)
        return found + [TOO_LONG] if too_long else found


TOO_LONG = "longer than its place"


def cleaned(english: Forms) -> Forms:
    """Words as a form sends them, without carriage returns and outer blanks."""
    return tuple(form.replace("\r\n", "\n").replace("\r", "\n").strip() for form in english)
