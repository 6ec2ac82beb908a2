"""Jinja as the pages need it: templates share their globals, parts that never change are made once."""

from __future__ import annotations

from flask import Flask, render_template
from flask.templating import Environment
from markupsafe import Markup

from phoenix.web.market import current_market


class SharedGlobals(Environment):
    """Flask's environment, whose templates all use the one dictionary of globals.

    Jinja gives each a ChainMap of its own and compares their keys at every import of a macro.
    """

    def make_globals(self, given):
        return super().make_globals(given) if given else self.globals


class Lasting:
    """Parts of the layout that depend on the market alone: rendered once for each."""

    def __init__(self):
        self.made: dict[tuple, Markup] = {}

    def __call__(self, template: str) -> Markup:
        key = (template, current_market())
        if key not in self.made:
            self.made[key] = Markup(render_template(template))
        return self.made[key]


def init_app(app: Flask) -> None:
    """Make `lasting("layouts/_footer.html")` known to templates."""
    app.jinja_env.globals["lasting"] = Lasting()
