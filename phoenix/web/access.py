"""Who may use a route: declared under the route, checked before the view, listed by a guard test."""

from __future__ import annotations

from functools import wraps

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.web.render import see_other

PUBLIC = "public"
SIGNED_IN = "signed in"
MACHINE = "machine"
STAFF = "staff"  # declared by team/access.py


def _declare(view, who: str):
    view.access = who
    return view


def public(view):
    """Anyone may come."""
    return _declare(view, PUBLIC)


def machine(view):
    """For machines that prove themselves otherwise (a signature), without session or CSRF."""
    return _declare(view, MACHINE)


def signed_in(view):
    """Signed-in customers only; others sign in first and come back to the page."""

    @wraps(view)
    def guarded(*args, **kwargs):
        if current_user.is_authenticated:
            return view(*args, **kwargs)
        flash(_("Connectez-vous pour continuer."), "info")
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return see_other(url_for("accounts.sign_in", next=back))

    return _declare(guarded, SIGNED_IN)
