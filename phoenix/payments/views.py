"""/commande/<number>/paiement: terms, means of payment, the last click (clauses 2e, 4.1b, 6.1)."""

from __future__ import annotations

from flask import Response, abort, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.pages import unstored
from phoenix.accounts.service import may_order
from phoenix.gateways.stripe_api import OutcomeUnknown, Refused
from phoenix.kernel.markets import market_of
from phoenix.orders.models import ABANDONED, CANCELLED, SUPERSEDED, Order
from phoenix.orders.rules import OrderRefused
from phoenix.payments import answers, checkout, invoice_words, means, obstacles, rules, service, words
from phoenix.payments.forms import NEW_CARD, NEW_SEPA, words_of_change
from phoenix.payments.means import NotStored
from phoenix.payments.models import PaymentMethod
from phoenix.payments.obstacles import NotPayable
from phoenix.payments.service import EarlierAttemptOpen, OrderChanged, OrderClosed, TermsMoved
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.ratelimit import refuse_haste
from phoenix.web.render import page, see_other

blueprint = market_blueprint("payments", __name__)
AT = "/commande/<number>/paiement"


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(payment_words=words, invoice_words=invoice_words)


@blueprint.get(AT)
@signed_in
@unstored
def pay(number: str):
    """Documents to tick, what is paid today and later, and the choice of a means of payment."""
    order = _load(number)
    if order.country != current_market().country.code:
        market = market_of(current_market().language, order.country)
        return see_other(url_for("payments.pay", number=number, market=market))
    standing = service.standing(order)
    if turned_away := _elsewhere(order, standing):
        return turned_away
    return _show(order, checkout.form_of(order), standing)


@blueprint.post(f"{AT}/moyen")
@signed_in
def prepare(number: str):
    """The last click, first half: all is ticked, and Stripe expects a new card or account."""
    order = _load(number)
    if turned_away := _elsewhere(order, service.standing(order)):
        return turned_away
    form = checkout.form_of(order)
    if not form.validate():
        return answers.errors(form.errors)
    if form.means.data not in (NEW_CARD, NEW_SEPA):
        abort(400)
    refuse_haste("means", order.organisation.reference, means.NEW_MEANS)
    try:
        setup = means.prepare(order.organisation, form.means.data)
    except (OutcomeUnknown, Refused):
        return answers.errors({"means": [answers.unreachable()]}, 503)
    return answers.setup(setup)


@blueprint.post(f"{AT}/confirmation")
@signed_in
def confirm(number: str):
    """The last click: the order binds, and the stored means of payment is charged."""
    order = _load(number)
    if turned_away := _elsewhere(order, service.standing(order)):
        return turned_away
    form = checkout.form_of(order)
    if not form.validate():
        return _invalid(order, form)
    try:
        method = _chosen(order, form)
        evidence = checkout.evidence(order)
        service.pay_order(order, evidence.person, method, evidence, form.documents.data)
    except OrderChanged:
        return answers.go(url_for("orders.changed", number=number))
    except TermsMoved:
        form = checkout.form_of(order)
        form.documents.errors = [words_of_change()]
        return _invalid(order, form)
    except NotPayable as refusal:
        return _not_payable(order, refusal.args[0])
    except OrderClosed:
        return answers.go(url_for("orders.confirmation", number=number))
    except OrderRefused:  # something moved at this very moment: the page says what, when it is seen anew
        return answers.go(url_for("payments.pay", number=number))
    except EarlierAttemptOpen:
        form.means.errors = [answers.unreachable()]
        return _elsewhere(order, service.standing(order)) or _invalid(order, form)
    except answers.REFUSALS as refusal:
        form.means.errors = [answers.words_of(refusal)]
        return _invalid(order, form)
    return _outcome(_load(number))


@blueprint.post(f"{AT}/retour")
@signed_in
def returned(number: str):
    """Back from the bank: Stripe is asked what became of the payment; the page is not believed."""
    order = _load(number)
    try:
        service.refresh(order)
    except OutcomeUnknown:
        return answers.go(url_for("payments.verify", number=number))
    return _outcome(order)


@blueprint.get(f"{AT}/etat")
@signed_in
@unstored
def verify(number: str):
    """While an outcome is not known: a page that looks again by itself."""
    order = _load(number)
    standing = service.standing(order)
    if not standing.open:
        return see_other(_next_page(order, standing))
    again = url_for("payments.verify", number=order.number)
    return page("payments/verify.html", "payments/_verify.html", order=order, again=again)


def _load(number: str) -> Order:
    """Through the owner: an order of somebody else does not exist (clause 14b)."""
    found = Order.get_or_none(
        Order.number == number, Order.organisation == current_user.organisation_id
    )
    return found or abort(404)


def _elsewhere(order: Order, standing: service.Standing) -> Response | None:
    """Where to go instead, when this order has nothing left to pay, or cannot be paid."""
    if standing.accepted:
        return answers.go(url_for("orders.confirmation", number=order.number))
    if standing.open:
        return answers.go(url_for("payments.verify", number=order.number))
    if order.state in (SUPERSEDED, ABANDONED, CANCELLED):
        return answers.go(url_for("orders.confirmation", number=order.number))
    if not may_order(current_user):
        if current_user.organisation.suspended_at:
            flash(_("Votre compte est suspendu : vous ne pouvez pas commander."), "error")
            return answers.go(url_for("my_account.view"))
        flash(_("Confirmez votre adresse électronique avant de payer : le lien est dans le message que nous vous avons envoyé."), "warning")
        return answers.go(url_for("orders.review"))
    why = obstacles.obstacle(order)
    return _not_payable(order, why) if why else None


def _not_payable(order: Order, why: str) -> Response:
    """Refused with words before anything binds or is charged (clauses 4.1b, 6.2a)."""
    told = words.obstacle_of(why)
    if answers.wants_json():
        return answers.errors({"means": [told]})
    status = 200 if request.method == "GET" else 422
    return page("payments/not_payable.html", status=status, order=order, told=told)


def _chosen(order: Order, form) -> PaymentMethod:
    """The stored means, or the new one that the page says it stored, once Stripe says so too."""
    if form.stored_id is not None:
        return checkout.stored_method(order, form.stored_id)
    if not form.setup.data:
        raise NotStored(None)
    return means.adopt(order.organisation, form.setup.data, checkout.evidence(order))


def _outcome(order: Order) -> Response:
    """What the page does next: authenticate, wait, try again, or see the confirmation."""
    standing = service.standing(order)
    if standing.state == rules.ACTION and answers.wants_json():
        return answers.authentication(standing.attempt, url_for("payments.returned", number=order.number))
    if standing.state == rules.FAILED and answers.wants_json():
        return answers.refused(standing.attempt)
    return answers.go(_next_page(order, standing))


def _next_page(order: Order, standing: service.Standing) -> str:
    if standing.accepted:
        return url_for("orders.confirmation", number=order.number)
    return url_for("payments.verify" if standing.open else "payments.pay", number=order.number)


def _show(order: Order, form, standing: service.Standing, status: int = 200) -> Response:
    refused = standing.attempt if standing.state == rules.FAILED else None
    return page(
        "payments/page.html",
        status=status,
        standing=standing,
        refused=words.refusal(refused) if refused else None,
        waiting=standing.state == rules.ACTION,
        **checkout.page_context(order, form),
    )


def _invalid(order: Order, form) -> Response:
    if answers.wants_json():
        return answers.errors(form.errors)
    return _show(order, form, service.standing(order), 422)
