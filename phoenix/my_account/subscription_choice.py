"""My Account, a subscription: renew or stop, and the end of what has no commitment (clauses 3.3b, 15d)."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import form_page
from phoenix.accounts.service import may_bind
from phoenix.my_account.subscription_forms import ConfirmForm, RenewalForm
from phoenix.my_account.subscriptions import ONE, load
from phoenix.subscriptions import changing, reading, words
from phoenix.subscriptions.changing import Actor, NotAllowed
from phoenix.subscriptions.reading import Sheet
from phoenix.subscriptions.rules import DAY, RENEW, STOP
from phoenix.subscriptions.standing import May
from phoenix.web.access import signed_in
from phoenix.web.filters import day
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page, see_other

blueprint = market_blueprint("my_account_subscription_choice", __name__)


@blueprint.get(f"{ONE}/renouvellement")
@signed_in
def renewal(number: str):
    """Both sequels with their day, price and quantity, and the last day to choose."""
    sheet = sheet_of(number)
    if not sheet.standing.choice:
        return refused(sheet, sheet.standing.choice)
    wanted = request.args.get("choice")
    return _renewal_page(sheet, RenewalForm(formdata=None, choice=wanted if wanted in (RENEW, STOP) else sheet.row.renewal))


@blueprint.post(f"{ONE}/renouvellement")
@signed_in
def choose(number: str):
    """Keep the choice."""
    sheet = sheet_of(number)
    if not sheet.standing.choice:
        return refused(sheet, sheet.standing.choice, 422)
    form = RenewalForm()
    if not form.validate():
        return _renewal_page(sheet, form)
    return _chosen(sheet, form.choice.data)


@blueprint.get(f"{ONE}/fin")
@signed_in
def end(number: str):
    """The day on which an open-ended subscription would end, before it is confirmed."""
    sheet = sheet_of(number)
    if not sheet.standing.ending:
        return refused(sheet, sheet.standing.ending)
    return page("my_account/subscription_end.html", sheet=sheet, form=ConfirmForm(formdata=None))


@blueprint.post(f"{ONE}/fin")
@signed_in
def confirm_end(number: str):
    """End it with the month paid."""
    sheet = sheet_of(number)
    if not sheet.standing.ending:
        return refused(sheet, sheet.standing.ending, 422)
    return _chosen(sheet, STOP)


def _renewal_page(sheet: Sheet, form: RenewalForm):
    return form_page("my_account/subscription_renewal.html", form, sheet=sheet)


def _chosen(sheet: Sheet, choice: str):
    try:
        row = changing.choose(sheet.row, choice, actor())
    except NotAllowed as refusal:
        return refused(sheet, May(refusal.why, sheet.standing.choice.until), 422)
    if choice == RENEW:
        flash(_("L’abonnement se renouvellera le %(day)s.", day=day(row.term_end)), "success")
    else:
        last = day(row.term_end - DAY)
        flash(_("L’abonnement prendra fin le %(last)s. Rien ne sera facturé après.", last=last), "success")
    return to_page(row.number)


# Shared with the pages that change seats.


def sheet_of(number: str) -> Sheet:
    """All about a subscription of this organisation; 404 for another's."""
    return reading.sheet(load(number), may_bind(current_user))


def actor() -> Actor:
    """Who asks, in which language, from where (clause 2e)."""
    person = current_user._get_current_object()
    return Actor(person, current_market().language, request.remote_addr or "", request.user_agent.string)


def refused(sheet: Sheet, may: May, status: int = 200):
    """A rule forbids it: why, by which clause, until when it was possible."""
    return page("my_account/subscription_refused.html", status=status, sheet=sheet, may=may, why=words.why(may, sheet.row))


def to_page(number: str):
    """Back to the subscription."""
    return see_other(url_for("my_account_subscriptions.one", number=number))
