"""Routes that a start can afford: how a route writes its addresses is compiled at its first address.

Werkzeug compiles two functions for each route as it is registered, a third of a millisecond; most
routes write no address before their process ends.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from werkzeug.routing import Rule


class Route(Rule):
    """A rule whose writers of addresses replace themselves at their first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable:
        compiled, name = super()._compile_builder, "_build_unknown" if append_unknown else "_build"

        def first(rule: Route, **values):
            build = compiled(append_unknown).__get__(rule, None)
            setattr(rule, name, build)
            return build(**values)

        return first


def init_app(app: Flask) -> None:
    """Make every route that follows such a one; to be called before any is registered."""
    app.url_rule_class = Route
