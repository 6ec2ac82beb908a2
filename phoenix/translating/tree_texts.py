"""The texts of pages, mails and contract texts at the desk: found, listed, saved over the tree's (clause 19b)."""

from __future__ import annotations

from datetime import datetime

import peewee

from phoenix.database import for_update
from phoenix.kernel import clock
from phoenix.legal.service import translation_changed
from phoenix.translating.models import DONE, MISSING, STALE, TextUnit
from phoenix.translating.sync import words_of
from phoenix.translating.units import IN_THE_TREE, Editor, Forms, Unit
from phoenix.web.models import SavedText, bump_texts

UNDONE = (MISSING, STALE)
WRITTEN = ("english", "state", "old_french", "old_english", "words", "changed_at", "changed_by")


def find(domain: str, key: str, lock: bool = False) -> Unit | None:
    """A text that is in use; locked until the end of the transaction if asked."""
    query = TextUnit.select().where(TextUnit.domain == domain, TextUnit.key == key, TextUnit.in_use)
    row = (for_update(query) if lock else query).first()
    return _unit(row) if row else None


def several(domain: str, keys: list[str], lock: bool = False) -> dict[str, Unit]:
    """The texts of these keys that are in use; locked until the end of the transaction if asked."""
    found: dict[str, Unit] = {}
    for batch in peewee.chunked(sorted(keys), 500):
        query = TextUnit.select().where(TextUnit.domain == domain, TextUnit.key.in_(batch), TextUnit.in_use)
        query = query.order_by(TextUnit.id)
        found.update((row.key, _unit(row)) for row in (for_update(query) if lock else query))
    return found


def everything(domain: str) -> list[Unit]:
    """Every text of a domain, in the order of places."""
    query = TextUnit.select().where(TextUnit.domain == domain, TextUnit.in_use).order_by(TextUnit.position)
    return [_unit(row) for row in query]


def query(domain: str, state: str, words: list[str]):
    """A select of the texts in use: of one domain or both, in one state or any, that hold all the words."""
    wanted = TextUnit.select().where(TextUnit.in_use, TextUnit.domain.in_([domain] if domain else IN_THE_TREE))
    if state:
        wanted = wanted.where(TextUnit.state == state)
    for word in words:
        wanted = wanted.where(TextUnit.words.contains(word))
    return wanted.order_by(TextUnit.domain.desc(), TextUnit.position)


def units(rows) -> list[Unit]:
    """Rows of `query` as units."""
    return [_unit(row) for row in rows]


def counts() -> dict[tuple[str, str], int]:
    """How many texts are in use, by (domain, state)."""
    rows = (
        TextUnit.select(TextUnit.domain, TextUnit.state, peewee.fn.COUNT(TextUnit.id))
        .where(TextUnit.in_use)
        .group_by(TextUnit.domain, TextUnit.state)
        .tuples()
    )
    return {(domain, state): count for domain, state, count in rows}


def next_undone(domain: str, key: str) -> Unit | None:
    """The next text of the domain that waits for a translator, after this one or from the start."""
    here = TextUnit.select(TextUnit.position).where(TextUnit.domain == domain, TextUnit.key == key).scalar() or 0
    waiting = TextUnit.select().where(TextUnit.in_use, TextUnit.domain == domain, TextUnit.state.in_(UNDONE))
    waiting = waiting.where(TextUnit.key != key).order_by(TextUnit.position)
    row = waiting.where(TextUnit.position > here).first() or waiting.first()
    return _unit(row) if row else None


def write(pairs: list[tuple[Unit, Forms]], by: Editor) -> None:
    """Have every page show these words from the commit on; in the caller's transaction."""
    now = clock.now()
    saved = [_saved(unit, english, now) for unit, english in pairs if english != unit.tree_english]
    for batch in peewee.chunked(pairs, 200):
        keys = [unit.key for unit, _ in batch]
        SavedText.delete().where(SavedText.domain == batch[0][0].domain, SavedText.key.in_(keys)).execute()
    for batch in peewee.chunked(saved, 100):
        SavedText.insert_many(batch).execute()
    for batch in peewee.chunked([_done(unit, english, by, now) for unit, english in pairs], 50):
        TextUnit.insert_many(batch).on_conflict(
            conflict_target=[TextUnit.domain, TextUnit.key],
            preserve=[getattr(TextUnit, name) for name in WRITTEN],
        ).execute()


def _saved(unit: Unit, english: Forms, now: datetime) -> dict:
    forms = {"french": list(unit.french), "english": list(english)}
    return {"domain": unit.domain, "key": unit.key, **forms, "saved_at": now}


def _done(unit: Unit, english: Forms, by: Editor, now: datetime) -> dict:
    return {
        "domain": unit.domain,
        "key": unit.key,
        "french": list(unit.french),
        "english": list(english),
        "tree_english": list(unit.tree_english),
        "state": DONE,
        "old_french": None,
        "old_english": None,
        "words": words_of(unit.french, english),
        "changed_at": now,
        "changed_by": by.name,
    }


def shown(units: list[Unit]) -> None:
    """To be called in the transaction that wrote these: pages, mails and PDFs follow."""
    bump_texts()
    if legal := {unit.french[0] for unit in units if unit.domain == "legal"}:
        translation_changed(legal)


def _unit(row: TextUnit) -> Unit:
    return Unit(
        domain=row.domain,
        key=row.key,
        french=tuple(row.french),
        english=tuple(row.english),
        state=row.state,
        old_french=tuple(row.old_french) if row.old_french else None,
        old_english=tuple(row.old_english) if row.old_english else None,
        places=tuple(row.places),
        tree_english=tuple(row.tree_english),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
