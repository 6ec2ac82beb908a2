"""One row that says how fresh the public pages must be, and the sentences that were translated anew."""

from contextvars import ContextVar

import peewee
from flask import Flask

from phoenix.database import JsonField, Model, UtcField, database

# What the present request has read, once it has; None outside of requests. A page asks a dozen times.
_seen: ContextVar[list | None] = ContextVar("stamps", default=None)
# The count of gates alone, where another query of the request brought it along.
_noted: ContextVar[int | None] = ContextVar("gates", default=None)


class SiteStamp(Model):
    """Counts the changes of prices, texts and availability; cached pages carry the count.

    `texts` counts apart those that were saved at the translators' desk; `gates` the changes of who is
    kept out and when, which no page shows.
    """

    value = peewee.IntegerField(default=0)
    texts = peewee.IntegerField(default=0)
    gates = peewee.IntegerField(default=0)


class SavedText(Model):
    """English that goes before what the tree's catalogue says for the same French (clause 19b).

    `french` and `english` are lists: one text, or the singular and the plural.
    """

    domain = peewee.CharField(max_length=20)
    key = peewee.CharField(max_length=32)
    french = JsonField()
    english = JsonField()
    saved_at = UtcField()

    class Meta:
        primary_key = peewee.CompositeKey("domain", "key")


def current_stamp() -> int:
    """The present count (0 before the first change); a request goes by what it was when it first asked."""
    return _stamps()[0]


def current_texts() -> int:
    """The present count of the changes of translations, likewise."""
    return _stamps()[1]


def current_gates() -> int:
    """The present count of the changes of blocks and maintenances, likewise."""
    noted = _noted.get()
    return _stamps()[2] if noted is None else noted


def note_gates(count: int | None) -> None:
    """The query of who is signed in brings the count along: the request need not ask for it."""
    if _seen.get() is not None:
        _noted.set(count or 0)


def _stamps() -> tuple[int, int, int]:
    seen = _seen.get()
    if seen is None:
        return _read_stamps()
    if not seen:
        seen.append(_read_stamps())
    return seen[0]


def _read_stamps() -> tuple[int, int, int]:
    row = database.execute_sql("SELECT value, texts, gates FROM site_stamp WHERE id = 1").fetchone()
    return row or (0, 0, 0)


def bump_stamp(texts: int = 0) -> None:
    """Call in the transaction that changes what visitors see: no cached page outlives it."""
    _bump(value=1, texts=texts)


def bump_texts() -> None:
    """Call in the transaction that saves translations: every process then reads them anew."""
    bump_stamp(texts=1)


def bump_gates() -> None:
    """Call in the transaction that changes who is kept out, or when: every process then reads it anew."""
    _bump(gates=1)


def _bump(**by: int) -> None:
    changed = {name: getattr(SiteStamp, name) + more for name, more in by.items()}
    if not SiteStamp.update(changed).where(SiteStamp.id == 1).execute():
        SiteStamp.insert(id=1, **by).execute()
    _noted.set(None)
    if seen := _seen.get():
        seen.clear()


def wrap(app: Flask) -> None:
    """Have each request read the stamps at most once."""
    inner = app.wsgi_app

    def with_stamps(environ, start_response):
        before, noted = _seen.set([]), _noted.set(None)
        try:
            return inner(environ, start_response)
        finally:
            _seen.reset(before)
            _noted.reset(noted)

    app.wsgi_app = with_stamps
