"""Forgotten passwords: a link by mail, the same answer for every address (clause 14b)."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

from phoenix.accounts import security
from phoenix.accounts.blueprint import blueprint
from phoenix.accounts.forms import EmailForm, NewPasswordForm
from phoenix.accounts.links import DeadLink
from phoenix.accounts.pages import dead_link, form_page, too_many, unstored
from phoenix.accounts.session import this_visit
from phoenix.accounts.throttling import TooMany
from phoenix.web.access import public
from phoenix.web.render import see_other


@blueprint.get("/mot-de-passe")
@public
def forgotten():
    """Ask for a link."""
    return form_page("accounts/forgotten.html", EmailForm(formdata=None))


@blueprint.post("/mot-de-passe")
@public
def ask_for_reset():
    """Owe the link; whether the address has an account shows in its mailbox only."""
    form = EmailForm()
    if not form.validate():
        return form_page("accounts/forgotten.html", form)
    try:
        security.ask_for_reset(form.email.data, this_visit())
    except TooMany as refusal:
        too_many(form, refusal)
        return form_page("accounts/forgotten.html", form)
    flash(
        _(
            "Si un compte existe à cette adresse, un lien vient d’y être envoyé. Il sert une fois, pendant une heure."
        ),
        "success",
    )
    return see_other(url_for("accounts.forgotten"))


@blueprint.get("/mot-de-passe/<token>")
@public
@unstored
def reset(token: str):
    """Choose another password."""
    return _reset_page(token, NewPasswordForm(formdata=None))


@blueprint.post("/mot-de-passe/<token>")
@public
@unstored
def reset_password(token: str):
    """Replace it; every browser is signed out."""
    form = NewPasswordForm()
    try:
        form.person = security.person_of_reset(token)
        if not form.validate():
            return _reset_page(token, form)
        security.reset_password(token, form.password.data, this_visit())
    except DeadLink:
        return dead_link(url_for("accounts.forgotten"))
    flash(_("Votre mot de passe est remplacé. Connectez-vous avec le nouveau."), "success")
    return see_other(url_for("accounts.sign_in"))


def _reset_page(token: str, form):
    try:
        person = security.person_of_reset(token)
    except DeadLink:
        return dead_link(url_for("accounts.forgotten"))
    return form_page("accounts/reset.html", form, username=person.username, token=token, strength=None)
