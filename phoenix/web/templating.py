"""Jinja as the pages need it: templates share their globals, parts that never change are made once."""

from __future__ import annotations

from collections import OrderedDict

from flask import Flask, render_template
from flask.templating import Environment
from markupsafe import Markup

from phoenix.web import personal
from phoenix.web.market import current_market
from phoenix.web.words import edition

CAPACITY = 100


class SharedGlobals(Environment):
    """Flask's environment, whose templates all use the one dictionary of globals.

    Jinja gives each a ChainMap of its own and compares their keys at every import of a macro.
    """

    def make_globals(self, given):
        return super().make_globals(given) if given else self.globals


class Lasting:
    """Parts of the layout that depend on the market and on what is named only: kept, the oldest leave first.

    What in them is the visitor's own is put in each time.
    """

    def __init__(self):
        self.made: OrderedDict[tuple, list[str]] = OrderedDict()

    def __call__(self, template: str, *depends) -> Markup:
        key = (template, current_market(), edition(), *depends)
        pieces = self.made.get(key)
        if pieces is None:
            with personal.left_open():
                pieces = self.made[key] = personal.apart(render_template(template))
            if len(self.made) > CAPACITY:
                self.made.popitem(last=False)
        return personal.filled(pieces)


def init_app(app: Flask) -> None:
    """Make `lasting("layouts/_footer.html")` known to templates."""
    app.jinja_env.globals["lasting"] = Lasting()
