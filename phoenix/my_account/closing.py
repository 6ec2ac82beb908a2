"""My Account, closing it: what remains due and what is kept, then the ask, which may be taken back (clauses 3.2a, 3.3)."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import confirmed, form_page
from phoenix.accounts.session import this_visit
from phoenix.kernel import clock
from phoenix.kernel.markets import COUNTRIES
from phoenix.kernel.money import Money
from phoenix.my_account.forms import ClosureForm
from phoenix.standing import closing as standing
from phoenix.standing import words
from phoenix.subscriptions import closing
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import see_other

blueprint = market_blueprint("my_account_closing", __name__)
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(standing_words=words))


@blueprint.get("/compte/cloture")
@signed_in
def view():
    """The whole list with its totals, to read and print; the same number of queries whatever there is to list."""
    return _page(ClosureForm(formdata=None))


@blueprint.post("/compte/cloture")
@signed_in
def ask():
    """Ask, once the password is right: staff confirm, and until then it may be taken back."""
    form = ClosureForm()
    if not confirmed(form, current_user, this_visit()):
        return _page(form)
    standing.ask(current_user.organisation, current_user._get_current_object(), form.reason.data or "")
    flash(_("Votre demande est enregistrée. Vous pouvez la retirer tant que l’équipe ne l’a pas confirmée."), "success")
    return see_other(url_for(".view"))


@blueprint.post("/compte/cloture/retrait")
@signed_in
def cancel():
    """Take the ask back."""
    if standing.cancel(current_user.organisation):
        flash(_("Votre demande de clôture est retirée : rien ne change."), "success")
    return see_other(url_for(".view"))


def _page(form):
    organisation = current_user.organisation
    remaining = closing.remaining(organisation)
    running = [each.row for each in (*remaining.committed, *remaining.paid_up, *remaining.open_ended)]
    return form_page(
        "my_account/closing.html",
        form,
        remaining=remaining,
        kept=standing.what_stays(organisation, running),
        kept_words=words.KEPT,
        today=clock.today(COUNTRIES[organisation.country].timezone),
        as_money=Money,
    )
