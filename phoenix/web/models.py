"""One row that says how fresh the public pages must be."""

import peewee

from phoenix.database import Model, database


class SiteStamp(Model):
    """Counts the changes of prices, texts and availability; cached pages carry the count."""

    value = peewee.IntegerField(default=0)


def current_stamp() -> int:
    """The present count (0 before the first change)."""
    row = database.execute_sql("SELECT value FROM site_stamp WHERE id = 1").fetchone()
    return row[0] if row else 0


def bump_stamp() -> None:
    """Call in the transaction that changes what visitors see: no cached page outlives it."""
    if not SiteStamp.update(value=SiteStamp.value + 1).where(SiteStamp.id == 1).execute():
        SiteStamp.insert(id=1, value=1).execute()
