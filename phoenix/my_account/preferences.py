"""My Account, preferences: which channels may carry offers, sharing, profiling: dated, revocable (clauses 10.1-10.3)."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import preferences
from phoenix.accounts.pages import form_page
from phoenix.accounts.session import this_visit
from phoenix.accounts.words import CHANNELS, SOURCES
from phoenix.my_account.forms import PreferencesForm
from phoenix.prospecting import sharing
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import see_other

LINES = 100
blueprint = market_blueprint("my_account_preferences", __name__)


@blueprint.get("/compte/preferences")
@signed_in
def view():
    """The choice that holds for each channel, and the past ones."""
    return _page(PreferencesForm(formdata=None, data=preferences.current(current_user)))


@blueprint.post("/compte/preferences")
@signed_in
def choose():
    """Write the choices down with their date."""
    form = PreferencesForm()
    if not form.validate():
        return _page(form)
    wanted = {channel: form[channel].data for channel in preferences.CHANNELS}
    changed = preferences.choose(current_user, wanted, "preferences", this_visit())
    flash(_("C’est enregistré.") if changed else _("Rien n’a changé."), "success" if changed else "info")
    return see_other(url_for(".view"))


def _page(form):
    return form_page(
        "my_account/preferences.html",
        form,
        history=preferences.history(current_user)[:LINES],
        shares=sharing.shares_of(current_user),
        channels=CHANNELS,
        sources=SOURCES,
    )
