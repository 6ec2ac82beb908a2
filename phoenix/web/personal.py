"""What on a page belongs to its visitor: a page shared by all leaves a mark where it goes.

Marks are of this process alone, so that nobody can type one.
"""

from __future__ import annotations

import re
import secrets
from contextlib import contextmanager

from flask import Flask, current_app, g, get_flashed_messages, has_request_context, render_template
from flask_login import current_user
from markupsafe import Markup

from phoenix.web.market import Market, current_market
from phoenix.web.words import edition

KEPT = 2_000
_SECRET = secrets.token_hex(8)
_MARK = re.compile(f"{_SECRET}:([a-z]+):")
_MARK_IN_BYTES = re.compile(_MARK.pattern.encode())


def is_shared() -> bool:
    """Whether the page being made will be kept and shown to other visitors."""
    return has_request_context() and g.get("shared_page", False)


def part(name: str) -> Markup:
    """A part of the page that is the visitor's own: `tools`, `messages` or `token`."""
    return Markup(f"{_SECRET}:{name}:") if is_shared() else Markup(_made(name))


@contextmanager
def left_open():
    """Within this block pages leave marks where personal parts go."""
    before = is_shared()
    g.shared_page = True
    try:
        yield
    finally:
        g.shared_page = before


def apart(text: str) -> list[str]:
    """A text with marks as its pieces, names of parts at the odd places: what `filled` takes."""
    return _MARK.split(text)


def filled(pieces: list[str]) -> Markup:
    """A text with marks as the present visitor sees it; with its marks on a page that is shared itself."""
    if len(pieces) == 1:
        return Markup(pieces[0])
    how = part if is_shared() else _made
    made = {name: how(name) for name in set(pieces[1::2])}
    return Markup("".join([made[piece] if place % 2 else piece for place, piece in enumerate(pieces)]))


def split(body: bytes) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """A shared page as the pieces that all visitors see, and the names of the parts between them."""
    pieces = _MARK_IN_BYTES.split(body)
    return tuple(pieces[::2]), tuple(name.decode() for name in pieces[1::2])


def parts(names: tuple[str, ...]) -> list[bytes]:
    """The present visitor's parts of these names, in order."""
    made = {name: _made(name).encode() for name in set(names)}
    return [made[name] for name in names]


def _made(name: str) -> str:
    return current_app.extensions["personal"][name]()


class Tools:
    """The way to one's account and cart: there are few, so each is rendered once."""

    def __init__(self):
        self.made: dict[tuple[Market, bool, int, int], str] = {}

    def __call__(self) -> str:
        count = current_app.jinja_env.globals["cart_count"]()
        key = (current_market(), current_user.is_authenticated, count, edition())
        if key not in self.made:
            if len(self.made) > KEPT:
                self.made.clear()
            self.made[key] = render_template("layouts/_tools.html")
        return self.made[key]


def _messages() -> str:
    """What the last action left to say."""
    messages = get_flashed_messages(with_categories=True)
    if not messages:
        return '<div id="messages" class="messages" role="status"></div>'
    return render_template("layouts/_messages.html", messages=messages)


def init_app(app: Flask) -> None:
    """Make parts known to templates; other modules add theirs to `app.extensions["personal"]`."""
    app.extensions["personal"] = {"tools": Tools(), "messages": _messages}
    app.jinja_env.globals["personal"] = part
