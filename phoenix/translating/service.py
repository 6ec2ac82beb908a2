"""Saving, undoing and finding texts at the desk (clauses 19a, 19b)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import peewee

from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.team import audit, session
from phoenix.translating import product_texts, tree_texts
from phoenix.translating.models import TextChange
from phoenix.translating.units import ChangedMeanwhile, Editor, Forms, Unit, Unsound, cleaned

EDIT, UNDO, IMPORT = "edit", "undo", "import"


def find(domain: str, key: str, lock: bool = False) -> Unit | None:
    """A text of the desk."""
    return product_texts.find(key, lock) if domain == "products" else tree_texts.find(domain, key, lock)


def save(unit: Unit, english: Forms, seen: str, by: Editor, cause: str = EDIT) -> bool:
    """Put these words in the text's English, on every page from the commit on; False if they are there already.

    `seen` is the `unit.seen` that the translator had before them. Unsound when the words must not be
    shown; ChangedMeanwhile when somebody else was faster: nothing is written then.
    """
    english = cleaned(english)
    with transaction():
        present = find(unit.domain, unit.key, lock=True)
        if present is None or present.french != unit.french:
            raise ChangedMeanwhile(present or unit)
        if reasons := present.faults(english):
            raise Unsound(reasons)
        if english == present.english:
            return False
        if present.seen != seen:
            raise ChangedMeanwhile(present)
        put([(present, english)], by, cause)
        audit.record("text_saved", f"text:{unit.domain}:{unit.key}", list(present.english), list(english))
    return True


def undo(unit: Unit, change_id: int, seen: str, by: Editor) -> bool:
    """Put back what a text said after an earlier change, or before its first (as `save`)."""
    words = next((each.words for each in earlier(unit) if each.number == change_id), None)
    return words is not None and save(unit, words, seen, by, UNDO)


def put(pairs: list[tuple[Unit, Forms]], by: Editor, cause: str) -> None:
    """Write English that has been found sound, with its history, in the caller's transaction."""
    of_the_tree = [(unit, english) for unit, english in pairs if unit.domain != "products"]
    tree_texts.write(of_the_tree, by)
    product_texts.write([(unit, english) for unit, english in pairs if unit.domain == "products"])
    changes = [_change(unit, english, by, cause) for unit, english in pairs]
    for batch in peewee.chunked(changes, 100):
        TextChange.insert_many(batch).execute()
    if of_the_tree:
        tree_texts.shown([unit for unit, _ in of_the_tree])


def note_products(texts: tuple[tuple[str, object, object], ...]) -> None:
    """Keep in the history what the catalogue desk changed: (key, English before, English after) of each text.

    In the caller's transaction, after the change.
    """
    found = product_texts.several([key for key, _, _ in texts])
    by = session.current_member()
    editor = Editor(by.id, by.name) if by else Editor(None, audit.COMMAND_LINE)
    for key, before, _after in texts:
        if unit := found.get(key):
            was = replace(unit, english=product_texts.forms(before))
            TextChange.create(**_change(was, unit.english, editor, EDIT))


def _change(unit: Unit, english: Forms, by: Editor, cause: str) -> dict:
    return {
        "domain": unit.domain,
        "key": unit.key,
        "french": list(unit.french),
        "before": list(unit.english),
        "after": list(english),
        "cause": cause,
        "member_id": by.member_id,
        "by": by.name,
        "at": clock.now(),
    }


def history(unit: Unit) -> list[TextChange]:
    """Every change of a text, the latest first."""
    query = TextChange.select().where(TextChange.domain == unit.domain, TextChange.key == unit.key)
    return list(query.order_by(TextChange.id.desc()))


class Earlier(NamedTuple):
    """What a text once said: after the change of this number, or before the first (number 0)."""

    number: int
    words: Forms


def earlier(unit: Unit, changes: list[TextChange] | None = None) -> list[Earlier]:
    """What a text may be put back to, the latest first; nothing that is no longer sound for its French."""
    changes = history(unit) if changes is None else changes
    said = [Earlier(change.id, tuple(change.after)) for change in changes]
    if changes:
        said.append(Earlier(0, tuple(changes[-1].before)))
    found, known = [], {unit.english}
    for each in said:
        if each.words not in known and not unit.faults(each.words):
            known.add(each.words)
            found.append(each)
    return found
