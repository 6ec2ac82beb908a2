"""One row that says how fresh the public pages must be."""

import peewee
from flask import has_request_context, request

from phoenix.database import Model, database

SEEN = "phoenix.stamp"


class SiteStamp(Model):
    """Counts the changes of prices, texts and availability; cached pages carry the count."""

    value = peewee.IntegerField(default=0)


def current_stamp() -> int:
    """The present count (0 before the first change); a request goes by what it was when it first asked."""
    try:
        environ = request.environ
    except RuntimeError:  # outside of requests
        return _read_stamp()
    stamp = environ.get(SEEN)
    if stamp is None:
        stamp = environ[SEEN] = _read_stamp()
    return stamp


def _read_stamp() -> int:
    row = database.execute_sql("SELECT value FROM site_stamp WHERE id = 1").fetchone()
    return row[0] if row else 0


def bump_stamp() -> None:
    """Call in the transaction that changes what visitors see: no cached page outlives it."""
    if not SiteStamp.update(value=SiteStamp.value + 1).where(SiteStamp.id == 1).execute():
        SiteStamp.insert(id=1, value=1).execute()
    if has_request_context():
        request.environ.pop(SEEN, None)
