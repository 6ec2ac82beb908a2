"""/compte/factures/<number>/paiement and /paiement/<token>: an invoice paid, signed in or by its link (clauses 3.3c, 6.1)."""

from __future__ import annotations

from functools import wraps

from flask import abort, request
from flask_login import current_user
from limits import RateLimitItemPerHour

from phoenix.accounts.pages import unstored
from phoenix.invoices.links import invoice_of_token
from phoenix.invoices.models import Invoice
from phoenix.payments import invoice_page
from phoenix.payments.invoice_page import Door
from phoenix.web.access import public, signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.ratelimit import refuse_haste

blueprint = market_blueprint("invoice_payment", __name__)
MINE = "/compte/factures/<number>/paiement"
BY_LINK = "/paiement/<token>"
# Links are tried out by the dozen (clause 14b); a customer needs a handful of pages.
TRIES = RateLimitItemPerHour(120)


def unlisted(view):
    """No search engine keeps the page, even where its address leaked."""

    @wraps(view)
    def hidden(*args, **kwargs):
        response = view(*args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return hidden


@blueprint.get(MINE)
@signed_in
@unstored
def pay(number: str):
    """What is owed, why, and how to pay it."""
    return invoice_page.show(_mine(number))


@blueprint.post(f"{MINE}/moyen")
@signed_in
def prepare(number: str):
    """Have Stripe expect a new means of payment."""
    return invoice_page.prepare(_mine(number))


@blueprint.post(f"{MINE}/confirmation")
@signed_in
def confirm(number: str):
    """Pay, or confirm what waits at the bank."""
    return invoice_page.confirm(_mine(number))


@blueprint.post(f"{MINE}/retour")
@signed_in
def returned(number: str):
    """Back from the bank."""
    return invoice_page.returned(_mine(number))


@blueprint.get(f"{MINE}/etat")
@signed_in
@unstored
def verify(number: str):
    """Wait for the bank's answer."""
    return invoice_page.verify(_mine(number))


@blueprint.get(BY_LINK)
@public
@unstored
@unlisted
def by_link(token: str):
    """The same by a mailed link: number, day, sum and seller only."""
    return invoice_page.show(_of_link(token))


@blueprint.post(f"{BY_LINK}/moyen")
@public
def prepare_by_link(token: str):
    """Have Stripe expect a card."""
    return invoice_page.prepare(_of_link(token))


@blueprint.post(f"{BY_LINK}/confirmation")
@public
def confirm_by_link(token: str):
    """Pay, or confirm what waits at the bank."""
    return invoice_page.confirm(_of_link(token))


@blueprint.post(f"{BY_LINK}/retour")
@public
def returned_by_link(token: str):
    """Back from the bank."""
    return invoice_page.returned(_of_link(token))


@blueprint.get(f"{BY_LINK}/etat")
@public
@unstored
@unlisted
def verify_by_link(token: str):
    """Wait for the bank's answer; the page asks every few seconds, so this is not counted."""
    return invoice_page.verify(Door(_known(token), None, {"token": token}))


def _mine(number: str) -> Door:
    """Through the owner: an invoice of somebody else does not exist (clause 14b)."""
    found = Invoice.get_or_none(
        Invoice.number == number, Invoice.kind == "invoice", Invoice.organisation == current_user.organisation_id
    )
    return Door(found or abort(404), current_user._get_current_object(), {"number": number})


def _of_link(token: str) -> Door:
    refuse_haste("pay-link", request.remote_addr or "", TRIES)
    return Door(_known(token), None, {"token": token})


def _known(token: str) -> Invoice:
    return invoice_of_token(token) or abort(404)
