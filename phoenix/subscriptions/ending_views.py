"""/resiliation: a contract ended without signing in, always open, in two steps (L215-1-1; clause 15d)."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

from phoenix.accounts.links import DeadLink
from phoenix.accounts.pages import dead_link, form_page, too_many, unstored
from phoenix.accounts.session import this_visit
from phoenix.accounts.throttling import TooMany
from phoenix.subscriptions import ending
from phoenix.subscriptions.changing import NotAllowed
from phoenix.subscriptions.forms import EndingForm
from phoenix.web.access import public
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page, see_other

blueprint = market_blueprint("contract_ending", __name__)
AT = "/resiliation"


@blueprint.get(AT)
@public
def ask():
    """Number and address."""
    return form_page("subscriptions/ending_ask.html", EndingForm(formdata=None))


@blueprint.post(AT)
@public
def send_link():
    """Owe the link; whether the pair is right shows in the mailbox only."""
    form = EndingForm()
    if not form.validate():
        return form_page("subscriptions/ending_ask.html", form)
    try:
        ending.ask(form.number.data, form.email.data, this_visit())
    except TooMany as refusal:
        too_many(form, refusal)
        return form_page("subscriptions/ending_ask.html", form)
    flash(
        _(
            "Si ce numéro et cette adresse sont ceux d’un abonnement en cours, un message vient d’y être envoyé. Son lien sert pendant trois jours."
        ),
        "success",
    )
    return see_other(url_for(".ask"))


@blueprint.get(f"{AT}/<token>")
@public
@unstored
def confirm(token: str):
    """What ends, when, and what remains due; afterwards, the confirmation to print."""
    try:
        found = ending.read(token)
    except DeadLink:
        return dead_link(url_for(".ask"))
    response = page("subscriptions/ending_confirm.html", ending=found, token=token)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.post(f"{AT}/<token>")
@public
@unstored
def end(token: str):
    """The contract stops at its term; the page after it says so, or why not."""
    try:
        found = ending.read(token)
        if found.state == "ask":
            ending.confirm(found, this_visit(), current_market().language)
    except DeadLink:
        return dead_link(url_for(".ask"))
    except NotAllowed:
        pass  # the page says why: too late, or ended meanwhile
    return see_other(url_for(".confirm", token=token))
