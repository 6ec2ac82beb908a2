"""One row that says how fresh the public pages must be, and the sentences that were translated anew."""

import peewee
from flask import has_request_context, request

from phoenix.database import JsonField, Model, UtcField, database

SEEN = "phoenix.stamp"


class SiteStamp(Model):
    """Counts the changes of prices, texts and availability; cached pages carry the count.

    `texts` counts apart those that were saved at the translators' desk.
    """

    value = peewee.IntegerField(default=0)
    texts = peewee.IntegerField(default=0)


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


def _stamps() -> tuple[int, int]:
    try:
        environ = request.environ
    except RuntimeError:  # outside of requests
        return _read_stamps()
    stamps = environ.get(SEEN)
    if stamps is None:
        stamps = environ[SEEN] = _read_stamps()
    return stamps


def _read_stamps() -> tuple[int, int]:
    row = database.execute_sql("SELECT value, texts FROM site_stamp WHERE id = 1").fetchone()
    return row or (0, 0)


def bump_stamp(texts: int = 0) -> None:
    """Call in the transaction that changes what visitors see: no cached page outlives it."""
    changed = {SiteStamp.value: SiteStamp.value + 1, SiteStamp.texts: SiteStamp.texts + texts}
    if not SiteStamp.update(changed).where(SiteStamp.id == 1).execute():
        SiteStamp.insert(id=1, value=1, texts=texts).execute()
    if has_request_context():
        request.environ.pop(SEEN, None)


def bump_texts() -> None:
    """Call in the transaction that saves translations: every process then reads them anew."""
    bump_stamp(texts=1)
