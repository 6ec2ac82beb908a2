"""Manners shared by the pages of this room: too many tries, dead links, private answers."""

from __future__ import annotations

from functools import wraps
from math import ceil

from flask import Response, g, url_for
from flask_babel import gettext as _

from phoenix.accounts.signing_in import WrongSignIn, confirm_password
from phoenix.accounts.throttling import TooMany
from phoenix.accounts.words import WRONG_PASSWORD
from phoenix.kernel import clock
from phoenix.web.filters import moment
from phoenix.web.render import page


def too_many(form, refusal: TooMany) -> str:
    """Put the words of a refused haste on the form."""
    words = _("Trop d’essais. Par sécurité, réessayez après le %(moment)s.", moment=moment(refusal.until))
    form.form_errors.append(words)
    g.retry_after = max(1, ceil((refusal.until - clock.now()).total_seconds()))
    return words


def form_page(template: str, form, **context) -> Response:
    """A page with its form: 200, 422 with the errors, 429 when refused for haste."""
    hasty = g.get("retry_after")
    status = 429 if hasty else 422 if form.errors else 200
    response = page(template, status=status, form=form, **context)
    if hasty:
        response.headers["Retry-After"] = str(hasty)
    return response


def dead_link(again: str) -> Response:
    """A link that serves no more, and where to get another one."""
    return page("accounts/dead_link.html", status=410, again=again)


def unstored(view):
    """The page holds secrets: no cache keeps it."""

    @wraps(view)
    def private(*args, **kwargs):
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return private


def account_url(market) -> str:
    """My Account in a given market."""
    return f"/{market.prefix}/compte"


def with_next(endpoint: str, go_to: str | None) -> str:
    """The address of a page of this room that remembers where to go afterwards."""
    return url_for(endpoint, next=go_to) if go_to else url_for(endpoint)


def confirmed(form, person, visit) -> bool:
    """Whether the form is valid and its password is the person's; else the words are on the form."""
    if not form.validate():
        return False
    try:
        confirm_password(person, form.current_password.data, visit)
    except WrongSignIn:
        form.current_password.errors = [str(WRONG_PASSWORD)]
        return False
    except TooMany as refusal:
        too_many(form, refusal)
        return False
    return True
