"""One function renders a page or its fragment; one redirects after a change."""

from __future__ import annotations

from flask import Response, render_template, request


def wants_fragment() -> bool:
    """Whether HTMX asks for a part of the page; a history restore wants the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page(template: str, fragment: str | None = None, status: int = 200, **context) -> Response:
    """Answer with `template`, or only with `fragment` when HTMX asks for it."""
    chosen = fragment if fragment and wants_fragment() else template
    return written(render_template(chosen, **context), bool(fragment), status)


def written(body: str | bytes, has_fragment: bool, status: int = 200) -> Response:
    """Answer with a page; `has_fragment` where HTMX gets only a part of it."""
    return Response(body, status, {"Vary": "HX-Request"} if has_fragment else None)


def see_other(url: str) -> Response:
    """303 to `url` after a change; HTMX is told to load the whole page there."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": url})
    return Response(status=303, headers={"Location": url})
