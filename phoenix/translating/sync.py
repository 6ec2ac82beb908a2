"""Bringing the desk's list up to the tree: what came, what went, what its French left behind (clause 19b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import peewee

from phoenix.catalogue.search_rules import normalise
from phoenix.database import for_update, transaction
from phoenix.translating import tree
from phoenix.translating.models import DONE, MISSING, STALE, TextUnit, TreeRead
from phoenix.translating.nearest import Known, nearest
from phoenix.translating.tree import TreeText
from phoenix.web.models import SavedText

COLUMNS = ("english", "tree_english", "state", "old_french", "old_english", "places", "in_use", "position", "words")


def bring_up() -> bool:
    """Read the tree if it is another than at the last reading; whether it was.

    Cheap when nothing changed. Of processes that do it at once, the later find it done.
    """
    present = tree.digest()
    if TreeRead.select().where(TreeRead.id == 1, TreeRead.digest == present).exists():
        return False
    texts = tree.read()
    with transaction():
        TreeRead.insert(id=1, digest="").on_conflict_ignore().execute()
        read = for_update(TreeRead.select().where(TreeRead.id == 1)).get()
        if read.digest == present:
            return False
        _write(texts)
        TreeRead.update(digest=present).where(TreeRead.id == 1).execute()
    return True


def words_of(french: Iterable[str], english: Iterable[str]) -> str:
    """What searches look through."""
    return normalise(" ".join((*french, *english)))


def _write(texts: list[TreeText]) -> None:
    before = {(row["domain"], row["key"]): row for row in TextUnit.select().dicts()}
    saved = _saved_beside(texts)
    here = {(text.domain, text.key) for text in texts}
    candidates = _candidates(before, here)
    for text in texts:  # legal texts come from one another although the older ones stay in use
        if text.domain == "legal" and (english := saved.get((text.domain, text.key)) or text.english):
            candidates["legal"].append(Known(text.french, english))
    rows = [
        _row(text, place, saved.get((text.domain, text.key)), before.get((text.domain, text.key)), candidates)
        for place, text in enumerate(texts)
    ]
    changed = [row for row in rows if _differs(row, before.get((row["domain"], row["key"])))]
    for batch in peewee.chunked(changed, 80):
        TextUnit.insert_many(batch).on_conflict(
            conflict_target=[TextUnit.domain, TextUnit.key],
            preserve=[getattr(TextUnit, name) for name in COLUMNS],
        ).execute()
    gone = [row["id"] for key, row in before.items() if key not in here and row["in_use"]]
    for batch in peewee.chunked(gone, 500):
        TextUnit.update(in_use=False).where(TextUnit.id.in_(batch)).execute()


def _saved_beside(texts: list[TreeText]) -> dict[tuple[str, str], tuple[str, ...]]:
    """What was saved and the tree does not say yet; the rest has arrived there and is forgotten."""
    saved = {(row.domain, row.key): tuple(row.english) for row in SavedText.select()}
    for text in texts:
        key = (text.domain, text.key)
        if saved.get(key) == text.english:
            del saved[key]
            SavedText.delete().where(SavedText.domain == text.domain, SavedText.key == text.key).execute()
    return saved


def _candidates(before: dict, here: set) -> dict[str, list[Known]]:
    """Translated texts that the tree no longer has, by domain."""
    found = defaultdict(list)
    for key, row in before.items():
        if key not in here and row["english"]:
            found[row["domain"]].append(Known(tuple(row["french"]), tuple(row["english"])))
    return found


def _row(text: TreeText, place: int, saved: tuple | None, known: dict | None, candidates: dict) -> dict:
    english = saved or text.english
    old_french, old_english = (None, None) if english else _origin(text, known, candidates)
    return {
        "domain": text.domain,
        "key": text.key,
        "french": list(text.french),
        "english": list(english),
        "tree_english": list(text.english),
        "state": DONE if english else STALE if old_english else MISSING,
        "old_french": old_french,
        "old_english": old_english,
        "places": text.places,
        "in_use": True,
        "position": place,
        "words": words_of(text.french, english or old_english or ()),
    }


def _origin(text: TreeText, known: dict | None, candidates: dict) -> tuple[list | None, list | None]:
    """What a text without English comes from: as known, as proposed in the catalogue, or the nearest."""
    if known and known["old_english"]:
        return known["old_french"], known["old_english"]
    if text.old_english and text.old_french:
        return list(text.old_french), list(text.old_english)
    near = nearest(text.french, candidates[text.domain])
    if text.old_english:
        return (list(near.french) if near and near.english == text.old_english else None), list(text.old_english)
    return (list(near.french), list(near.english)) if near else (None, None)


def _differs(row: dict, known: dict | None) -> bool:
    return known is None or any(row[name] != known[name] for name in row)
