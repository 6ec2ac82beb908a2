"""Texts of the catalogue at the desk: `p12-summary` is a product's summary, `f3-name` a family's name, `d4-notice`
what we say of a publisher's document (clause 16a).

What pages say of plans are words of the shop, and stand among those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import peewee

from phoenix.catalogue import service, third_party
from phoenix.catalogue.blocks import blocks, written
from phoenix.catalogue.models import Family, Product
from phoenix.catalogue.third_party_models import ThirdPartyDocument
from phoenix.database import for_update
from phoenix.translating.models import DONE, MISSING, STALE
from phoenix.translating.units import Forms, Unit


class Kind(NamedTuple):
    """A table with texts in both languages, its name first; `shown`: which rows pages show."""

    model: type
    fields: tuple[str, ...]
    change: Callable
    shown: peewee.Node = peewee.SQL("1 = 1")


_KEY = re.compile(r"[dfp]\d{1,9}-[a-z_]+")
NONE, NONE_STALE = "[]", "{}"
KINDS = {
    "f": Kind(Family, ("name", "intro"), service.change_family_texts),
    "p": Kind(Product, ("name", "summary", "description", "limits", "third_party"), service.change_texts),
    "d": Kind(ThirdPartyDocument, ("title", "notice"), third_party.change_english, ThirdPartyDocument.withdrawn_at.is_null()),
}


def find(key: str, lock: bool = False) -> Unit | None:
    """One text of the catalogue; nothing for a text that has no French."""
    found = _row(key, lock)
    return _unit(found[0], *found[1:]) if found else None


def several(keys: list[str], lock: bool = False) -> dict[str, Unit]:
    """The texts of these keys that there are; their rows locked until the end of the transaction if asked."""
    ids = {letter: sorted({int(key[1:].split("-")[0]) for key in keys if _KEY.fullmatch(key) and key[0] == letter}) for letter in KINDS}
    found: dict[str, Unit] = {}
    for letter, kind in KINDS.items():
        for batch in peewee.chunked(ids[letter], 500):
            query = kind.model.select().where(kind.model.id.in_(batch)).order_by(kind.model.id)
            found.update((unit.key, unit) for unit in of(list(for_update(query) if lock else query)))
    return found


def write(pairs: list[tuple[Unit, Forms]]) -> None:
    """Change English texts; pages and search follow at once, in the caller's transaction."""
    changes: dict[tuple[str, int], dict] = {}
    for unit, english in pairs:
        row, field = unit.key.split("-")
        value = blocks(english[0]) if field == "description" else english[0]
        changes.setdefault((row[0], int(row[1:])), {})[f"{field}_en"] = value
    for (letter, number), texts in sorted(changes.items()):
        kind = KINDS[letter]
        kind.change(kind.model.get_by_id(number), **texts)


def of(rows: list, state: str = "") -> list[Unit]:
    """The texts of these rows, in one state or any."""
    found = [unit for row in rows for unit in _units(row)]
    return [unit for unit in found if not state or unit.state == state]


def query(letter: str, state: str, words: list[str]):
    """A select of the rows of one kind with a text in the state, that hold all the words."""
    model, fields, _change, shown = KINDS[letter]
    wanted = model.select().where(shown)
    if state:
        wanted = wanted.where(_has(letter, state))
    for word in words:
        columns = [getattr(model, f"{field}_{language}") for field in fields for language in ("fr", "en")]
        columns += [model.slug] if "slug" in model._meta.fields else []
        matches = [peewee.fn.LOWER(column.cast("text")).contains(word.lower()) for column in columns]
        wanted = wanted.where(_any(matches))
    return wanted.order_by(model.position, model.id)


def everything() -> Iterator[Unit]:
    """Every text of the catalogue, families first."""
    for letter in KINDS:
        for row in query(letter, "", []).iterator():
            yield from _units(row)


def counts() -> dict[str, int]:
    """How many texts are in each state: the stale are few, the others are counted by the database."""
    total, missing, stale = 0, 0, 0
    for model, fields, _change, shown in KINDS.values():
        filled = [peewee.fn.SUM(peewee.Case(None, [(_filled(model, field, "fr"), 1)], 0)) for field in fields]
        empty = [peewee.fn.SUM(peewee.Case(None, [(_is_missing(model, field), 1)], 0)) for field in fields]
        sums = [value or 0 for value in model.select(*filled, *empty).where(shown).tuples().get()]
        total, missing = total + sum(sums[: len(fields)]), missing + sum(sums[len(fields) :])
        marked = model.select(model.stale_en).where(_json(model.stale_en) != NONE_STALE, shown).tuples()
        stale += sum(len(names) for (names,) in marked)
    return {MISSING: missing, STALE: stale, DONE: total - missing - stale}


def _has(letter: str, state: str):
    model, fields = KINDS[letter][:2]
    if state == STALE:
        return _json(model.stale_en) != NONE_STALE
    if state == MISSING:
        return _any([_is_missing(model, field) for field in fields])
    return _any([_filled(model, field, "en") for field in fields])


def _any(conditions: list):
    whole = conditions[0]
    for each in conditions[1:]:
        whole = whole | each
    return whole


def _filled(model, field: str, language: str):
    column = getattr(model, f"{field}_{language}")
    return (_json(column) != NONE) if field == "description" else (column != "")


def _is_missing(model, field: str):
    column = getattr(model, f"{field}_en")
    empty = (_json(column) == NONE) if field == "description" else (column == "") | column.is_null()
    return _filled(model, field, "fr") & empty


def _json(column):
    """A column of JSON compared as it is written."""
    return column.cast("text")


def _row(key: str, lock: bool):
    """(letter, row, field) of a key; None when there is no such text."""
    if not _KEY.fullmatch(key):
        return None
    head, field = key.split("-")
    letter, number = head[0], int(head[1:])
    if field not in KINDS[letter].fields:
        return None
    model = KINDS[letter].model
    query = model.select().where(model.id == number)
    row = (for_update(query) if lock else query).first()
    return (letter, row, field) if row is not None and getattr(row, f"{field}_fr") else None


def _units(row) -> Iterator[Unit]:
    letter = next(letter for letter, kind in KINDS.items() if isinstance(row, kind.model))
    for field in KINDS[letter].fields:
        if getattr(row, f"{field}_fr"):
            yield _unit(letter, row, field)


def _unit(letter: str, row, field: str) -> Unit:
    french, english = (forms(getattr(row, f"{field}_{language}")) for language in ("fr", "en"))
    stale = field in row.stale_en
    column = getattr(type(row), f"{field}_en")
    return Unit(
        domain="products",
        key=f"{letter}{row.id}-{field}",
        french=french,
        english=() if stale else english,
        state=STALE if stale else DONE if english else MISSING,
        old_french=forms(row.stale_en[field]) if stale else None,
        old_english=english if stale else None,
        places=(_place(row),),
        label=getattr(row, f"{KINDS[letter].fields[0]}_fr"),
        longest=getattr(column, "max_length", None),
    )


def _place(row) -> str:
    """Where pages show it, as `places` reads it: a document beside its product, or beside all of its publisher's."""
    if isinstance(row, ThirdPartyDocument):
        return f"catalogue/{row.product.slug}" if row.product_id else f"editeur/{row.publisher.slug}"
    return f"{'catalogue' if isinstance(row, Product) else 'famille'}/{row.slug}"


def forms(value) -> Forms:
    """A field's value as a unit has it; empty when it holds nothing."""
    text = written(value) if isinstance(value, list) else value
    return (text,) if text else ()
