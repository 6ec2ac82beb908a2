"""Legal texts as plain values: parsed, hashed, and shown in French or block by block in English.

A text is a strict subset of Markdown, one block a line: `# title`, `## 1. article heading`,
paragraphs, `- ` items and `> ` boxed statements, with `%(name)s` for a fact of clause 0.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from phoenix.kernel.values import frozen

FRENCH = "fr"
_HEADING = re.compile(r"(?:(\d+)\. )?(\S.*)")
_FACT = re.compile(r"%\((\w+)\)s")
_MARKS = {"- ": "li", "> ": "box"}


class MalformedText(ValueError):
    """A legal text leaves the strict subset; the message names line and reason."""


class UnknownFact(KeyError):
    """A legal text names a fact that nobody gave."""


@frozen
class Block:
    """A paragraph (`p`), an item (`li`) or a boxed statement (`box`), and the language it is in."""

    kind: str
    text: str
    lang: str = FRENCH


@frozen
class Section:
    """An article: its number (None where articles are not numbered), heading and blocks."""

    position: int
    number: int | None
    heading: Block
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """The id of the article in a page, the same in every language."""
        return f"article-{self.number}" if self.number else f"section-{self.position}"

    def groups(self) -> list[tuple[str, list[Block]]]:
        """Blocks in a row of one kind together, so that items make one list."""
        rows: list[tuple[str, list[Block]]] = []
        for block in self.blocks:
            if not rows or block.kind != "li" or rows[-1][0] != "li":
                rows.append((block.kind, []))
            rows[-1][1].append(block)
        return rows


@frozen
class LegalText:
    """A title and its articles."""

    title: Block
    sections: tuple[Section, ...]

    def blocks(self) -> Iterator[Block]:
        """Every translatable unit, in order of reading."""
        yield self.title
        for section in self.sections:
            yield section.heading
            yield from section.blocks

    def languages(self) -> set[str]:
        """The languages that its blocks are in."""
        return {block.lang for block in self.blocks()}


def parse(source: str) -> LegalText:
    """The text of a source file; MalformedText where it leaves the subset."""
    lines = [(number, line) for number, line in enumerate(source.splitlines(), 1) if line]
    if not lines or not lines[0][1].startswith("# "):
        raise MalformedText("line 1: a text begins with its « # title »")
    sections: list[tuple[int | None, str, list[Block]]] = []
    for number, line in lines[1:]:
        _refuse_stray(number, line)
        if line.startswith("## "):
            sections.append(_heading(number, line[3:], len(sections)))
        elif not sections:
            raise MalformedText(f"line {number}: a block stands before the first article")
        else:
            sections[-1][2].append(_block(line))
    for _number, heading, blocks in sections:
        if not blocks:
            raise MalformedText(f"article « {heading} » is empty")
    return LegalText(
        Block("title", lines[0][1][2:]),
        tuple(
            Section(position, number, Block("heading", heading), tuple(blocks))
            for position, (number, heading, blocks) in enumerate(sections, 1)
        ),
    )


def units(source: str) -> list[tuple[int, str]]:
    """(line, msgid) of each translatable block of a source file."""
    wanted = [block.text for block in parse(source).blocks()]
    lines = [(number, line) for number, line in enumerate(source.splitlines(), 1) if line]
    return [(number, text) for (number, _), text in zip(lines, wanted, strict=True)]


def fill(text: str, facts: Mapping[str, str]) -> str:
    """`text` with its facts in place; UnknownFact when one is missing."""

    def fact(match):
        if match[1] not in facts:
            raise UnknownFact(match[1])
        return facts[match[1]]

    return _FACT.sub(fact, text)


def facts_in(text: str) -> set[str]:
    """The names of the facts that a text uses."""
    return set(_FACT.findall(text))


def canonical(source: str, facts: Mapping[str, str]) -> str:
    """The French text that counts: facts in place, composed letters, one kind of line end."""
    lines = unicodedata.normalize("NFC", fill(source, facts)).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def sha256_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal (clause 2b)."""
    return hashlib.sha256(text.encode()).hexdigest()


def localise(
    text: LegalText, language: str, translations: Mapping[str, str], facts: Mapping[str, str]
) -> LegalText:
    """The text in `language`, facts in place; a block without translation stays French (clause 19b)."""

    def shown(block: Block) -> Block:
        translation = None if language == FRENCH else translations.get(block.text)
        lang = language if translation else FRENCH
        return Block(block.kind, fill(translation or block.text, facts), lang)

    sections = (
        Section(s.position, s.number, shown(s.heading), tuple(shown(b) for b in s.blocks))
        for s in text.sections
    )
    return LegalText(shown(text.title), tuple(sections))


def in_force(versions: list, day: date):
    """The version in force on a legal day (clause 2b): the latest one whose day has come.

    Before the first one's day the first one counts: the site never goes without terms.
    """
    ordered = sorted(versions, key=lambda version: (version.in_force_on, version.number))
    begun = [version for version in ordered if version.in_force_on <= day]
    return begun[-1] if begun else next(iter(ordered), None)


def _refuse_stray(number: int, line: str) -> None:
    if line != line.strip() or line.startswith(("# ", "###")):
        raise MalformedText(f"line {number}: stray title or blanks at an end of the line")


def _heading(number: int, text: str, before: int) -> tuple[int | None, str, list[Block]]:
    match = _HEADING.fullmatch(text)
    article = int(match[1]) if match and match[1] else None
    if match is None or (article is not None and article != before + 1):
        raise MalformedText(f"line {number}: article {before + 1} was expected")
    return article, match[2], []


def _block(line: str) -> Block:
    kind = _MARKS.get(line[:2], "p")
    return Block(kind, line if kind == "p" else line[2:])
