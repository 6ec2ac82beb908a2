"""Routes that take files say how much they take; every other stays at the small limit of forms (application.py).

Said before anything reads the body: a request that announces more is refused (413) unread, and one that
announces nothing is cut off there.
"""

from __future__ import annotations

from flask import Flask, g, request
from flask_login import current_user

from phoenix.web.access import SIGNED_IN


def takes_files(most: int):
    """The view takes a body of at most so many bytes; written under its access, next to the view."""

    def declare(view):
        view.most_bytes = most
        return view

    return declare


def init_app(app: Flask) -> None:
    """Raise the limit for such a request, and for nobody who would only be sent to sign in."""

    @app.before_request
    def allow_size():
        view = app.view_functions.get(request.endpoint)
        most = getattr(view, "most_bytes", None)
        if most is None or request.method != "POST":
            return
        if view.access == SIGNED_IN and not current_user.is_authenticated:
            return
        request.max_content_length = most
        g.most_bytes = most  # for the words of a 413
