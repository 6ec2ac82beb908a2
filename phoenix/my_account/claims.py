"""My Account: complaints, made, followed, written on and reopened (clauses 11a, 20a)."""

from __future__ import annotations

from flask import abort, flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import form_page, too_many
from phoenix.accounts.throttling import TooMany, network_of
from phoenix.care import claim_reading, claims, rules, words
from phoenix.care.claim_reading import Thread
from phoenix.care.claim_views import moved_on
from phoenix.care.forms import OwnClaimForm, ReplyForm
from phoenix.files import service as files
from phoenix.files.rules import CLAIM, SENDING, Refused
from phoenix.kernel.markets import Market, market_of
from phoenix.web.access import signed_in
from phoenix.web.filters import day
from phoenix.web.market import market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = market_blueprint("my_account_claims", __name__)
AT = "/compte/reclamations"
ONE = f"{AT}/<claim>"


@blueprint.get(AT)
@signed_in
def view():
    """The organisation's complaints, the newest first."""
    found = paginate(claim_reading.of_organisation(current_user.organisation_id))
    return page("my_account/claims.html", fragment="my_account/_claims.html", found=found, words=words)


@blueprint.get(f"{AT}/nouvelle")
@signed_in
def new():
    """The form, with the order or invoice that the address names."""
    about = request.args.get("reference", "")[:60]
    return form_page("my_account/claim_new.html", OwnClaimForm(formdata=None, about=about))


@blueprint.post(f"{AT}/nouvelle")
@signed_in
def receive():
    """Take the complaint in; the page of its thread says the day by which we answer."""
    form = OwnClaimForm()
    if not form.validate():
        return form_page("my_account/claim_new.html", form)
    person = current_user._get_current_object()
    try:
        row = claims.receive(
            form.data, _home(), person=person, network=network_of(request.remote_addr), channel="account"
        )
    except claims.NotYours:
        form.about.errors = [_("Votre organisation n’a ni commande ni facture de ce numéro.")]
        return form_page("my_account/claim_new.html", form)
    except TooMany as refusal:
        too_many(form, refusal)
        return form_page("my_account/claim_new.html", form)
    flash(_("Votre réclamation est bien arrivée. Nous y répondons au plus tard le %(day)s.", day=day(row.due_on)), "success")
    return see_other(url_for(".one", claim=row.reference))


@blueprint.get(ONE)
@signed_in
def one(claim: str):
    """The thread of one complaint."""
    return _thread_page(_load(claim), ReplyForm(formdata=None))


@blueprint.post(f"{ONE}/messages")
@signed_in
@takes_files(SENDING)
def write_on(claim: str):
    """The customer writes on, or sends what was asked for."""
    return _write(claim, claims.write, _("Votre message est bien arrivé."))


@blueprint.post(f"{ONE}/rouvrir")
@signed_in
@takes_files(SENDING)
def reopen(claim: str):
    """The customer does not leave it at that."""
    return _write(claim, claims.reopen, _("La réclamation est rouverte."))


@blueprint.get(f"{ONE}/reglement")
@signed_in
def settlement(claim: str):
    """The record of the amicable attempt, to print."""
    thread = _load(claim)
    if thread.settlement is None:
        abort(404)
    return page("care/settlement.html", thread=thread, back=url_for(".one", claim=claim), words=words)


def _load(claim: str) -> Thread:
    row = claim_reading.owned(current_user.organisation_id, claim)
    if row is None:
        abort(404)
    return claim_reading.thread(row)


def _write(claim: str, function, done: str):
    thread = _load(claim)
    form = ReplyForm()
    if not form.validate():
        return _thread_page(thread, form)
    try:
        function(thread.row.id, form.body.data, form.key.data, by=current_user.full_name, papers=form.files.checked)
    except rules.NotAllowed:
        form.form_errors.append(moved_on())
        return _thread_page(_load(claim), form)
    except Refused as refusal:
        form.files.refuse(refusal)
        return _thread_page(_load(claim), form)
    flash(done, "success")
    return see_other(url_for(".one", claim=claim))


def _thread_page(thread: Thread, form: ReplyForm):
    papers = files.of(CLAIM, thread.row.reference)
    return form_page("my_account/claim.html", form, thread=thread, papers=papers, words=words)


def _home() -> Market:
    """The language of the page, the country of the organisation: its holidays count (clause 11a)."""
    return market_of(g.market.language, current_user.organisation.country)
