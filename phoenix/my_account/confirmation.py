"""My Account: one click says that the data are right (clause 3.1e)."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.session import this_visit
from phoenix.standing import confirming
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import see_other

blueprint = market_blueprint("my_account_confirmation", __name__)


@blueprint.post("/compte/profil/confirmation")
@signed_in
def confirm():
    """Confirmed; twice is once."""
    person = current_user._get_current_object()
    if confirming.confirm(person.organisation, person, this_visit().address):
        flash(_("Merci, vos données sont confirmées."), "success")
    return see_other(url_for("my_account_profile.view"))
