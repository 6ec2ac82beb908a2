"""What no form of ours ever sends is refused at the door: NUL characters, numbers beyond any row."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """A whole number in an address, no larger than a database takes; anything above is 404."""

    def __init__(self, map, *args, **kwargs):
        kwargs.setdefault("max", LARGEST)
        super().__init__(map, *args, **kwargs)


def init_app(app: Flask) -> None:
    """Replace the converter, and look at every value that comes in."""
    app.url_map.converters["int"] = RowNumber

    @app.before_request
    def refuse_nul():
        address = request.environ["PATH_INFO"] + request.environ.get("QUERY_STRING", "")
        if "\0" in address or "%00" in address:
            abort(400)
        if request.method == "POST" and any("\0" in value for value in request.form.values()):
            abort(400)
