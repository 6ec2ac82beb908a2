"""My Account, subscriptions: the list, the page of each, its certificate (clauses 6.2b, 15b, 15d)."""

from __future__ import annotations

import hashlib
from datetime import date

from flask import abort, current_app, request, url_for
from flask_login import current_user

from phoenix.accounts.service import may_bind
from phoenix.kernel import clock
from phoenix.kernel.parties import buyer_block, seller_block
from phoenix.subscriptions import certificate, listing, reading, words
from phoenix.subscriptions.cases import Case
from phoenix.subscriptions.certificate_document import certificate_pdf, statements
from phoenix.subscriptions.certificate_labels import LABELS
from phoenix.subscriptions.models import ACTIVE, ENDED
from phoenix.web import downloads
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page

blueprint = market_blueprint("my_account_subscriptions", __name__)
AT = "/compte/abonnements"
ONE = f"{AT}/<number>"


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(subscription_words=words, pay_invoice_url=pay_invoice_url)


@blueprint.get(AT)
@signed_in
def view():
    """The organisation's subscriptions, those that run or those that ended; seven queries whatever their number."""
    counts = listing.counts(current_user.organisation_id)
    state = request.args.get("state")
    if state not in counts:
        state = ACTIVE if counts[ACTIVE] or not counts[ENDED] else ENDED
    found = paginate(listing.rows_of(current_user.organisation_id, state))
    return page(
        "my_account/subscriptions.html",
        fragment="my_account/_subscriptions.html",
        found=found,
        rows=listing.listed(found.rows, current_user.organisation),
        counts=counts,
        state=state,
    )


@blueprint.get(ONE)
@signed_in
def one(number: str):
    """One subscription: seats, price and its lock, invoices, choice, history; 25 queries whatever its age."""
    case = load(number)
    return page("my_account/subscription.html", sheet=reading.sheet(case, may_bind(current_user)))


@blueprint.get(f"{ONE}/attestation")
@signed_in
def attestation(number: str):
    """The commitment certificate, to read and print; 21 queries."""
    facts = _certificate(number)
    return page(
        "my_account/certificate.html",
        facts=facts,
        number=number,
        labels=LABELS[facts.language],
        sentences=statements(facts),
        seller_party=seller_block(facts.seller, facts.language),
        buyer_party=buyer_block(facts.buyer, facts.language),
        day_of=date.fromisoformat,
    )


@blueprint.get(f"{ONE}/attestation.pdf")
@signed_in
def attestation_pdf(number: str):
    """The same as a PDF/A, in the language of its address; made anew each time, for it tells today."""
    content = certificate_pdf(_certificate(number), clock.now())
    name = f"attestation-{number}.pdf"
    answer = downloads.attachment(content, name, hashlib.sha256(content).hexdigest(), "application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _certificate(number: str):
    return certificate.facts(load(number), current_market().language)


def load(number: str) -> Case:
    """Through the owner: a subscription of somebody else does not exist (clause 14b)."""
    return reading.case_of(current_user.organisation_id, number) or abort(404)


def pay_invoice_url(number: str) -> str | None:
    """Where an invoice is paid, when this shop has that page."""
    known = "invoice_payment.pay" in current_app.view_functions
    return url_for("invoice_payment.pay", number=number) if known else None
