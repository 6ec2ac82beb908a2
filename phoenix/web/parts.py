"""Personal parts of pages, kept under all that they show: shown again, they are not rendered again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from phoenix.web import personal


class KeptParts:
    """Rendered fragments by their content; what is each visitor's own in them (tokens) is put in anew."""

    def __init__(self, capacity: int):
        self.capacity = capacity
        self.made: OrderedDict[object, list[str]] = OrderedDict()
        self.lock = Lock()

    def get(self, key, render) -> str:
        """The fragment that shows `key` and nothing else, or what `render()` makes of it."""
        with self.lock:
            pieces = self.made.get(key)
            if pieces is not None:
                self.made.move_to_end(key)
        return personal.filled(pieces if pieces is not None else self._made(key, render))

    def _made(self, key, render) -> list[str]:
        with personal.left_open():
            pieces = personal.apart(str(render()))
        with self.lock:
            self.made[key] = pieces
            while len(self.made) > self.capacity:
                self.made.popitem(last=False)
        return pieces
