"""Catalogues: extracted from the code, the templates and the legal texts, merged, compiled.

French is the msgid; English lives in translations/en/LC_MESSAGES. Two domains: `messages` for the
shop's own words, `legal` for the blocks of the legal texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, unescape, write_po

from phoenix.config import ROOT
from phoenix.i18n.typography import plain
from phoenix.legal import rules
from phoenix.legal.sources import TEXTS, sources

TRANSLATIONS = ROOT / "translations"
LANGUAGE = "en"
DOMAINS = ("messages", "legal")
NOT_PAGES = "templates/documents"  # Typst: their labels are in code
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
}
HEADER = "# Words of the Phoenix Alliance shop. French is the msgid."


def po_path(domain: str, folder: Path = TRANSLATIONS) -> Path:
    """Where the English of a domain lives."""
    return folder / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"


def extract(domain: str, root: Path = ROOT) -> Catalog:
    """Every French msgid of a domain, as the tree has it now."""
    catalogue = empty()
    found = _legal_units() if domain == "legal" else _words(root)
    for path, line, msgid in found:
        catalogue.add(msgid, locations=[(path, line)], flags=_flags(msgid))
    return catalogue


def read(path: Path) -> Catalog:
    """A catalogue from its file; an empty one when there is none."""
    if not path.exists():
        return empty(LANGUAGE)
    with path.open("rb") as stream:
        return with_previous(read_po(stream, locale=LANGUAGE))


def with_previous(catalogue: Catalog) -> Catalog:
    """The same, the French that fuzzy English translated told apart from comments, which Babel does not."""
    for message in catalogue:
        lines = [line[1:].strip() for line in message.user_comments if line.startswith("|")]
        if lines:
            message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
            message.previous_id = _previous(lines) if message.fuzzy else []
    return catalogue


def _previous(lines: list[str]) -> list[str]:
    """The texts of `msgid "…"`, `"…"`, `msgid_plural "…"` lines."""
    texts: list[str] = []
    for line in lines:
        if line.startswith("msgid"):
            texts.append("")
        if texts and '"' in line:
            texts[-1] += unescape(line[line.index('"') :])
    return texts


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue, in an order and with comments that change only when words do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")  # what is cut off half-way costs no translation
    with written.open("wb") as stream:
        write_po(
            stream, catalogue, width=100, sort_by_file=True, include_lineno=False, ignore_obsolete=True,
            include_previous=True,
        )
    written.replace(path)


def update(domain: str, deliveries: Iterable[Path] = (), fuzzy: bool = True) -> Catalog:
    """Bring the English catalogue up to the tree; `deliveries` are files of translations to take in."""
    known, before = read(po_path(domain)), read(po_path(domain))
    known.update(extract(domain), no_fuzzy_matching=not fuzzy)
    _keep_previous(known, before)
    for delivery in (before, *map(read, deliveries)):
        _take_in(known, delivery)
    known.revision_date = known.creation_date = _FIXED
    write(known, po_path(domain))
    return known


def compile_catalogues(folder: Path = TRANSLATIONS) -> list[Path]:
    """Write the .mo that pages are made from. `legal` is read from its .po: never a stale sentence."""
    made = []
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3])
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        made.append(target)
    return made


def lay_over(known: Catalog, saved: Mapping[tuple[str, ...], tuple[str, ...]]) -> int:
    """Put saved English, French → English, in the place of what a catalogue says; how many were changed or new."""
    count = 0
    for french, english in saved.items():
        is_one = len(french) == 1
        message = known.get(french[0] if is_one else french)
        words = english[0] if is_one else english
        if message is None:
            known.add(french[0] if is_one else french, words, flags=_flags(french))
        elif message.string != words or message.fuzzy:
            message.string, message.previous_id = words, []
            message.flags.discard("fuzzy")
        else:
            continue
        count += 1
    return count


def has_translation(message: Message) -> bool:
    """Whether every form of a message has words."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(forms)


_FIXED = datetime(2026, 11, 23, tzinfo=UTC)


def empty(locale: str | None = None) -> Catalog:
    """A catalogue without words, its header filled in."""
    return Catalog(
        locale=locale,
        project="Phoenix Alliance",
        version="1",
        copyright_holder="PHOENIX ALLIANCE SAS",
        msgid_bugs_address="contact@taotp.store",
        last_translator="PHOENIX ALLIANCE <contact@taotp.store>",
        language_team="PHOENIX ALLIANCE <contact@taotp.store>",
        header_comment=HEADER,
        creation_date=_FIXED,
        revision_date=_FIXED,
        fuzzy=False,
    )


def _flags(msgid) -> list[str]:
    forms = msgid if isinstance(msgid, tuple) else (msgid,)
    return ["python-format"] if any("%(" in form for form in forms) else []


def _words(root: Path):
    """(path, line, msgid) of the words in phoenix/ and templates/."""
    for folder, method in (("phoenix", ("**.py", "python")), ("templates", ("**", "jinja2"))):
        rows = extract_from_dir(
            root / folder,
            method_map=[method],
            options_map={"**": {"extensions": "jinja2.ext.do", "silent": "false"}},
            keywords=KEYWORDS,
            directory_filter=lambda path: Path(path) != root / NOT_PAGES,
        )
        for path, line, msgid, _comments, _context in rows:
            yield f"{folder}/{path}", line, msgid


def _legal_units():
    for source in sources():
        path = f"{TEXTS.relative_to(ROOT)}/{source.code}/{source.number}.fr.md"
        for line, msgid in rules.units(source.text):
            yield path, line, msgid


def _keep_previous(known: Catalog, before: Catalog) -> None:
    """What stays fuzzy still says which French it translated."""
    for message in known:
        old = before.get(message.id) if message.id and message.fuzzy else None
        if old is not None and old.previous_id and not message.previous_id:
            message.previous_id = old.previous_id


def _take_in(known: Catalog, delivery: Catalog) -> None:
    """Fill what is missing or fuzzy in `known` from a translator's file; typography may differ."""
    wanted = {_plain(message.id): message for message in known if message.id}
    for message in delivery:
        mine = wanted.get(_plain(message.id)) if message.id else None
        if mine is None or message.fuzzy or not has_translation(message):
            continue
        if mine.fuzzy or not has_translation(mine):
            mine.string = message.string
            mine.flags.discard("fuzzy")


def _plain(msgid) -> tuple[str, ...]:
    return tuple(plain(form) for form in (msgid if isinstance(msgid, tuple) else (msgid,)))
