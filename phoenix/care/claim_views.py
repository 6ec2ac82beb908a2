"""Complaints without account: the form, its receipt, and the thread by a mailed link (clauses 11a, 20a)."""

from __future__ import annotations

from datetime import date

from flask import abort, flash, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts import links
from phoenix.accounts.links import CLAIM_RECEIPT, DeadLink
from phoenix.accounts.pages import dead_link, form_page, too_many, unstored
from phoenix.accounts.throttling import TooMany, network_of
from phoenix.care import claim_reading, claims, rules, words
from phoenix.care.forms import ClaimForm, ReplyForm
from phoenix.care.models import Claim
from phoenix.config import settings
from phoenix.files import service as files
from phoenix.files.rules import CLAIM, SENDING, Refused
from phoenix.web.access import public
from phoenix.web.market import market_blueprint
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = market_blueprint("claims", __name__)
AT = "/reclamation"
THREAD = f"{AT}/suivi/<token>"


@blueprint.get(AT)
@public
def complain():
    """The form; customers who are signed in have theirs in My Account."""
    about = request.args.get("reference", "")[:60]
    if current_user.is_authenticated:
        return see_other(url_for("my_account_claims.new", reference=about or None))
    return page("care/claim_form.html", form=ClaimForm(data={"about": about} if about else None))


@blueprint.post(AT)
@public
def receive():
    """Take the complaint in; robots that fill the trap see the same answer as people."""
    form = ClaimForm()
    if form.validate() and not form.website.data and form.is_suspect():
        form.body.errors = [_("Ce message ressemble à ceux des robots : retirez-en les liens, puis renvoyez-le.")]
    if form.errors:
        return form_page("care/claim_form.html", form)
    if form.website.data:
        return see_other(url_for(".receipt", token="0"))
    try:
        row = claims.receive(form.data, g.market, network=network_of(request.remote_addr))
    except TooMany as refusal:
        too_many(form, refusal)
        return form_page("care/claim_form.html", form)
    except claims.NotYours:
        abort(404)
    return see_other(url_for(".receipt", token=_receipt_of(row)))


@blueprint.get(f"{AT}/recue/<token>")
@public
@unstored
def receipt(token: str):
    """It is here: its reference, and the day by which we answer. The thread is in the mailbox only."""
    try:
        told = links.read(settings().secret_key, CLAIM_RECEIPT, token)
    except DeadLink:
        return _unlisted(page("care/claim_received.html", reference="", due=None))
    due = date.fromisoformat(told["due"]) if told["due"] else None
    return _unlisted(page("care/claim_received.html", reference=told["reference"], due=due))


@blueprint.get(THREAD)
@public
@unstored
def by_link(token: str):
    """What was written and answered, by the mailed link."""
    try:
        row = claim_reading.by_link(token)
    except DeadLink:
        return dead_link(url_for(".complain"))
    return _thread_page(row, token, ReplyForm(formdata=None))


@blueprint.post(THREAD)
@public
@takes_files(SENDING)
@unstored
def write_on(token: str):
    """Its author writes on, or sends what was asked for."""
    return _write(token, claims.write, _("Votre message est bien arrivé."))


@blueprint.post(f"{THREAD}/rouvrir")
@public
@takes_files(SENDING)
@unstored
def reopen(token: str):
    """Its author does not leave it at that."""
    return _write(token, claims.reopen, _("La réclamation est rouverte."))


@blueprint.get(f"{THREAD}/reglement")
@public
@unstored
def settlement(token: str):
    """The record of the amicable attempt, to print."""
    try:
        thread = claim_reading.thread(claim_reading.by_link(token))
    except DeadLink:
        return dead_link(url_for(".complain"))
    if thread.settlement is None:
        abort(404)
    back = url_for(".by_link", token=token)
    return _unlisted(page("care/settlement.html", thread=thread, back=back, words=words))


def _write(token: str, function, done: str):
    try:
        row = claim_reading.by_link(token)
    except DeadLink:
        return dead_link(url_for(".complain"))
    form = ReplyForm()
    if not form.validate():
        return _thread_page(row, token, form)
    try:
        function(row.id, form.body.data, form.key.data, by=row.name, papers=form.files.checked)
    except rules.NotAllowed:
        form.form_errors.append(moved_on())
        return _thread_page(Claim.get_by_id(row.id), token, form)
    except Refused as refusal:
        form.files.refuse(refusal)
        return _thread_page(row, token, form)
    flash(done, "success")
    return see_other(url_for(".by_link", token=token))


def moved_on() -> str:
    """Why nothing was sent: the claim was closed, or opened again, meanwhile."""
    return _("La réclamation a changé entre-temps : relisez-la, puis renvoyez votre message.")


def _thread_page(row: Claim, token: str, form: ReplyForm):
    thread, papers = claim_reading.thread(row), files.of(CLAIM, row.reference)
    return _unlisted(form_page("care/claim_thread.html", form, thread=thread, papers=papers, token=token, words=words))


def _unlisted(answer):
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _receipt_of(row: Claim) -> str:
    told = {"reference": row.reference, "due": row.due_on.isoformat() if row.due_on else ""}
    return links.sign(settings().secret_key, CLAIM_RECEIPT, told)
