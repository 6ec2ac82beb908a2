"""Who of the staff may use a route: declared under it, as in web/access.py."""

from __future__ import annotations

from functools import wraps

import flask_babel
from flask import abort, g, make_response, request, url_for

from phoenix.kernel.markets import market_of
from phoenix.team.session import current_member
from phoenix.web.access import STAFF
from phoenix.web.render import see_other

__all__ = ["current_member", "staff_only", "unlisted"]


def staff_only(*roles: str):
    """Members who hold one of `roles` (none named: every member); admin always.

    Strangers are sent to the staff's sign-in and come back to the page; a member without the role
    is refused (403). Nothing of such a page is stored or listed anywhere.
    """

    def declare(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            member = current_member()
            if member is None:
                return _to_sign_in()
            speak_to(member)
            if not member.may(*roles):
                abort(403)
            return unlisted(make_response(view(*args, **kwargs)))

        guarded.access = STAFF
        guarded.roles = roles
        return guarded

    return declare


def unlisted(response):
    """The answer with the headers that keep it out of caches and search engines."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def speak_to(member) -> None:
    """Pages outside of the markets are in the member's language, with Paris' days."""
    if member.language != "fr":
        g.market = market_of(member.language, "fr")
        flask_babel.refresh()


def _to_sign_in():
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return unlisted(see_other(url_for("staff_entrance.sign_in", next=back)))
