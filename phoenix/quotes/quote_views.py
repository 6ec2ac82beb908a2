"""One quote: seen, questioned, accepted, refused, asked for again, by its owner or by the mailed link (clause 4.1d)."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.links import DeadLink
from phoenix.accounts.pages import dead_link, unstored
from phoenix.files import service as papers
from phoenix.files.rules import QUOTE, SENDING, Refused
from phoenix.gateways import files
from phoenix.kernel.markets import market_of
from phoenix.quotes import reading, rules, sending, settling, thread, words
from phoenix.quotes.forms import AcceptForm, RefuseForm, WriteForm, number_of
from phoenix.quotes.models import Quote
from phoenix.web import downloads
from phoenix.web.access import public, signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page, see_other
from phoenix.web.uploads import takes_files

blueprint = market_blueprint("quotes", __name__)
ONE = "/devis/<number>"
LINK = "/devis/suivi/<token>"


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(quote_words=words)


# By the owner, signed in.


@blueprint.get(ONE)
@signed_in
@unstored
def show(number: str):
    """The quote as it was sent last (`?version=1`: as it was sent before), and all that can be done."""
    return _show(_own(number), version=number_of(request.args.get("version")) or None)


@blueprint.get(f"{ONE}/versions/<int:version>/devis.pdf")
@signed_in
def pdf(number: str, version: int):
    """The PDF of a version, as it was made."""
    return _pdf(_own(number), version)


@blueprint.post(f"{ONE}/accepter")
@signed_in
def accept(number: str):
    """The order that accepts it, then terms and payment: nothing is bound before the last click there."""
    row, form = _own(number), AcceptForm()
    if not form.validate():
        return _show(row, status=422, accepting=form)
    person = current_user._get_current_object()
    try:
        order = settling.accept(row.id, form.looked_at, person, form.purchase_reference.data or "")
    except rules.QuoteRefused as refusal:
        return _refused(row, form, refusal, "accepting")
    there = market_of(current_market().language, order.country)
    return see_other(url_for("payments.pay", number=order.number, market=there))


@blueprint.post(f"{ONE}/refuser")
@signed_in
def refuse(number: str):
    """Refuse it, with a reason."""
    return _refuse(_own(number), current_user.full_name, url_for(".show", number=number))


@blueprint.post(f"{ONE}/questions")
@signed_in
@takes_files(SENDING)
def question(number: str):
    """Ask about it."""
    return _write(_own(number), "asking", _ask(current_user.full_name), url_for(".show", number=number))


@blueprint.post(f"{ONE}/renouvellement")
@signed_in
@takes_files(SENDING)
def renew(number: str):
    """Ask for it again once it is not valid any more."""
    return _write(_own(number), "renewing", _renew(current_user.full_name), url_for(".show", number=number))


# By the mailed link, without account.


@blueprint.get(LINK)
@public
@unstored
def by_link(token: str):
    """The same by the mailed link; once the quote belongs to an account, it is seen there."""
    version = number_of(request.args.get("version")) or None
    return _linked(token, lambda row: _show(row, token, version=version))


@blueprint.get(f"{LINK}/versions/<int:version>/devis.pdf")
@public
@unstored
def linked_pdf(token: str, version: int):
    """The PDF of a version by the mailed link."""
    return _linked(token, lambda row: _pdf(row, version))


@blueprint.post(f"{LINK}/refuser")
@public
@unstored
def linked_refuse(token: str):
    """Refuse it by the mailed link, with a reason."""
    return _linked(token, lambda row: _refuse(row, row.name, url_for(".by_link", token=token), token))


@blueprint.post(f"{LINK}/questions")
@public
@takes_files(SENDING)
@unstored
def linked_question(token: str):
    """Ask about it by the mailed link."""
    back = url_for(".by_link", token=token)
    return _linked(token, lambda row: _write(row, "asking", _ask(row.name), back, token))


@blueprint.post(f"{LINK}/renouvellement")
@public
@takes_files(SENDING)
@unstored
def linked_renew(token: str):
    """Ask for it again by the mailed link."""
    back = url_for(".by_link", token=token)
    return _linked(token, lambda row: _write(row, "renewing", _renew(row.name), back, token))


def _linked(token: str, answer: Callable[[Quote], object]):
    try:
        row = reading.by_link(token)
    except DeadLink:
        return _unlisted(dead_link(url_for("quote_requests.ask")))
    if row.organisation_id is not None:
        return see_other(url_for(".show", number=row.number))
    return _unlisted(answer(row))


def _unlisted(answer):
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _own(number: str) -> Quote:
    """Through the owner: a quote of somebody else does not exist (clause 14b)."""
    return reading.owned(current_user.organisation_id, number) or abort(404)


def _ask(by: str) -> Callable:
    return lambda row, form: thread.ask(row.id, form.body.data, form.key.data, by, form.files.checked)


def _renew(by: str) -> Callable:
    return lambda row, form: settling.renew(row.id, form.body.data, form.key.data, by, form.files.checked)


def _write(row: Quote, name: str, function: Callable, back: str, token: str = ""):
    form = WriteForm(prefix="renewal-" if name == "renewing" else "")
    if not form.validate():
        return _show(row, token, status=422, **{name: form})
    try:
        function(row, form)
    except rules.QuoteRefused as refusal:
        return _refused(row, form, refusal, name, token)
    except Refused as refusal:
        form.files.refuse(refusal)
        return _show(row, token, status=422, **{name: form})
    flash(_("Votre message est bien arrivé."), "success")
    return see_other(back)


def _refuse(row: Quote, by: str, back: str, token: str = ""):
    form = RefuseForm(prefix="refusal-")
    if not form.validate():
        return _show(row, token, status=422, refusing=form)
    try:
        settling.refuse(row.id, form.looked_at, form.reason.data, by)
    except rules.QuoteRefused as refusal:
        return _refused(row, form, refusal, "refusing", token)
    flash(_("Le devis est refusé. Merci de nous avoir dit pourquoi."), "success")
    return see_other(back)


def _refused(row: Quote, form, refusal: rules.QuoteRefused, name: str, token: str = ""):
    """The quote as it is now, with why nothing was done; what was typed is still there."""
    row = Quote.get_by_id(row.id)
    form.form_errors.append(words.refusal(refusal))
    if "version" in form:
        form.version.raw_data, form.version.data = None, str(row.version)
    return _show(row, token, status=409, **{name: form})


def _pdf(row: Quote, version: int):
    found = sending.sent_version(row, version)
    if found is None or not found.pdf_sha:  # not made yet, or gone after its time
        abort(404)
    name = f"devis-{row.number}-v{version}.pdf"
    return downloads.pdf(files.get(found.pdf_sha), name, found.pdf_sha)


def _show(row: Quote, token: str = "", version: int | None = None, status: int = 200, **forms):
    try:
        shown = reading.shown(row, current_market().language, version)
    except LookupError:
        abort(404)
    looked_at = {"formdata": None, "version": str(row.version)}
    fresh = {
        "accepting": AcceptForm(**looked_at),
        "refusing": RefuseForm(prefix="refusal-", **looked_at),
        "asking": WriteForm(formdata=None),
        "renewing": WriteForm(prefix="renewal-", formdata=None),
    }
    whose = {"own": not token, "token": token, "papers": papers.of(QUOTE, row.number)}
    return page("quotes/page.html", status=status, shown=shown, wrong=next(iter(forms), None), **whose, **fresh | forms)
