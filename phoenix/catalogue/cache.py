"""What one process keeps of the catalogue, never older than the last committed change.

Every change of price, text or availability bumps the site stamp in its own transaction; the
stamp is read before anything kept is used. Legal days belong to the keys.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from phoenix.database import database
from phoenix.web.models import current_stamp


class Kept:
    """Values by key; the least used leave first, a new stamp empties it."""

    def __init__(self, capacity: int):
        self.capacity = capacity
        self.values: OrderedDict = OrderedDict()
        self.freshness: tuple | None = None
        self.lock = Lock()

    def get(self, key, make):
        """The value kept under `key`, or what `make()` gives; nothing is kept in a transaction."""
        if database.obj.in_transaction():
            return make()
        freshness = self._renew()
        values = self.values
        try:  # each of these steps is whole in itself: a page asks a dozen times, and pays no lock for it
            value = values[key]
            values.move_to_end(key)
            return value
        except KeyError:
            pass
        value = make()
        self._put(key, value, freshness)
        return value

    def several(self, keys: list, make) -> dict:
        """The values kept under `keys`, with what `make(missing keys)` gives for the others."""
        if database.in_transaction():
            return make(keys)
        freshness = self._renew()
        with self.lock:
            found = {key: self.values[key] for key in keys if key in self.values}
            for key in found:
                self.values.move_to_end(key)
        missing = [key for key in keys if key not in found]
        made = make(missing) if missing else {}
        for key, value in made.items():
            self._put(key, value, freshness)
        return {**found, **made}

    def _renew(self) -> tuple:
        """Forget everything if the catalogue has changed; gives how fresh values must be."""
        freshness = (database.obj, current_stamp())
        if freshness != self.freshness:
            with self.lock:
                self.values.clear()
                self.freshness = freshness
        return freshness

    def _put(self, key, value, freshness) -> None:
        """Keep the value unless the catalogue changed while it was made."""
        with self.lock:
            if freshness != self.freshness:
                return
            self.values[key] = value
            while len(self.values) > self.capacity:
                self.values.popitem(last=False)
