"""What on a page belongs to its visitor: a page shared by all leaves a mark where it goes.

Marks are of this process alone, so that nobody can type one.
"""

from __future__ import annotations

import re
import secrets

from flask import Flask, current_app, g, has_request_context, render_template
from markupsafe import Markup

_SECRET = secrets.token_hex(8)
_MARK = re.compile(f"{_SECRET}:([a-z]+):".encode())
TEMPLATES = {"tools": "layouts/_tools.html", "messages": "layouts/_messages.html"}


def is_shared() -> bool:
    """Whether the page being made will be kept and shown to other visitors."""
    return has_request_context() and g.get("shared_page", False)


def part(name: str) -> Markup:
    """A part of the page that is the visitor's own: `tools`, `messages` or `token`."""
    return Markup(f"{_SECRET}:{name}:") if is_shared() else Markup(_made(name))


def split(body: bytes) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """A shared page as the pieces that all visitors see, and the names of the parts between them."""
    pieces = _MARK.split(body)
    return tuple(pieces[::2]), tuple(name.decode() for name in pieces[1::2])


def joined(pieces: tuple[bytes, ...], names: tuple[str, ...]) -> bytes:
    """The page of the present visitor."""
    made = {name: str(_made(name)).encode() for name in set(names)}
    whole = [pieces[0]]
    for name, piece in zip(names, pieces[1:], strict=True):
        whole += (made[name], piece)
    return b"".join(whole)


def _made(name: str) -> str:
    template = TEMPLATES.get(name)
    return render_template(template) if template else current_app.extensions["personal"][name]()


def init_app(app: Flask) -> None:
    """Make parts known to templates; other parts than templates join `app.extensions["personal"]`."""
    app.extensions["personal"] = {}
    app.jinja_env.globals["personal"] = part
