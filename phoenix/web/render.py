"""One function renders a page or its fragment; one redirects after a change."""

from __future__ import annotations

from flask import Response, make_response, render_template, request


def wants_fragment() -> bool:
    """Whether HTMX asks for a part of the page; a history restore wants the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page(template: str, fragment: str | None = None, status: int = 200, **context) -> Response:
    """Answer with `template`, or only with `fragment` when HTMX asks for it."""
    chosen = fragment if fragment and wants_fragment() else template
    response = make_response(render_template(chosen, **context), status)
    if fragment:
        response.vary.add("HX-Request")
    return response


def see_other(url: str) -> Response:
    """303 to `url` after a change; HTMX is told to load the whole page there."""
    if wants_fragment():
        return Response(status=204, headers={"HX-Redirect": url})
    return Response(status=303, headers={"Location": url})
