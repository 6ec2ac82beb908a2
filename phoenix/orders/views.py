"""Review, « Commander », confirmation, and ordering again (clauses 4.1b, 4.1c, 4.1e, 4.2, 5c)."""

from __future__ import annotations

from flask import abort, flash, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.accounts.models import Person
from phoenix.accounts.service import may_order
from phoenix.cart import service as carts
from phoenix.gateways import files
from phoenix.kernel.markets import market_of
from phoenix.legal import service as legal
from phoenix.legal.models import DocumentVersion
from phoenix.orders import rules, service, words
from phoenix.orders.forms import ReviewForm
from phoenix.orders.models import PAID, PREPARED, Order
from phoenix.web import downloads
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page, see_other, wants_fragment

blueprint = market_blueprint("orders", __name__)


@blueprint.record_once
def _register(state) -> None:
    state.app.jinja_env.globals.update(order_words=words)


@blueprint.get("/commande")
@signed_in
def review():
    """Every line in full, VAT by rate, today and later; then « Commander »."""
    return _review(ReviewForm(formdata=None))


@blueprint.post("/commande")
@signed_in
def prepare():
    """« Commander »: copies of what is shown, then terms and payment. Twice gives the same order."""
    form = ReviewForm()
    cart, person = _cart(), _person()
    if not form.validate():
        return _review(form, 422)
    if cart is None:
        return see_other(url_for("cart.view"))
    looked_at = form.looked_at.data or ""
    try:
        order = service.prepare(
            cart, person, current_market(), form.purchase_reference.data or "", looked_at
        )
    except rules.OtherCountry:
        return _other_country(422)
    except rules.ChangedMeanwhile as refusal:
        return _review(form, 422, words.refusal(refusal))
    except rules.OrderRefused as refusal:
        flash(words.refusal(refusal), "error")
        return see_other(url_for("cart.view"))
    country = current_market().country.code
    where = carts.scene(country, current_market().language, person.organisation)
    carts.acknowledge(cart, carts.priced(cart, where), country)
    return see_other(url_for("payments.pay", number=order.number))


@blueprint.get("/commande/<number>")
@signed_in
def confirmation(number: str):
    """What was ordered and where it stands; it waits for no document and no mail."""
    order = _own(number)
    market = current_market()
    if order.country != market.country.code:
        there = market_of(market.language, order.country)
        return see_other(url_for("orders.confirmation", number=number, market=there))
    if order.state == PREPARED:
        return see_other(url_for("payments.pay", number=number))
    if order.confirmed_at is None:
        return _replaced(order)
    return page("orders/confirmation.html", **_context(order))


@blueprint.get("/commande/<number>/documents")
@signed_in
def documents(number: str):
    """The order's documents, asked for again while some are being made."""
    order = _own(number)
    if not wants_fragment() or order.confirmed_at is None:
        return see_other(url_for("orders.confirmation", number=number))
    context = {"order": order, **_documents(order)}
    return page("orders/_documents.html", fragment="orders/_documents.html", **context)


@blueprint.get("/commande/<number>/recapitulatif.pdf")
@signed_in
def summary_pdf(number: str):
    """The order summary, as it was made (clause 2d)."""
    order = _own(number)
    if not order.summary_sha:  # not made yet, or gone after its time
        abort(404)
    name = f"commande-{order.number}.pdf"
    return downloads.pdf(files.get(order.summary_sha), name, order.summary_sha)


@blueprint.get("/commande/<number>/changements")
@signed_in
def changed(number: str):
    """What moved since the review, old and new side by side (clause 5b)."""
    order = _own(number)
    if order.state != PREPARED:
        return see_other(url_for("orders.confirmation", number=number))
    differences = service.check_before_last_click(order)
    if not differences:
        return see_other(url_for("payments.pay", number=number))
    ended = any(each.kind == rules.EXPIRED for each in differences)
    return page("orders/changed.html", order=order, differences=differences, ended=ended)


@blueprint.post("/commande/<number>/changements")
@signed_in
def accept_changes(number: str):
    """Go on with today's prices: a new order takes the place of the one that moved."""
    order = _own(number)
    try:
        new = service.renew(order, _person(), current_market().language)
    except rules.OrderRefused as refusal:
        flash(words.refusal(refusal), "error")
        return see_other(_whence(order))
    return see_other(url_for("payments.pay", number=new.number))


@blueprint.post("/commande/<number>/nouvelle")
@signed_in
def reorder(number: str):
    """The same again at today's prices: straight to terms and payment (clause 4.1c)."""
    return _again(number, None)


@blueprint.post("/commande/<number>/lignes/<int:position>/nouvelle")
@signed_in
def reorder_line(number: str, position: int):
    """One line of an order again (clause 4.1c)."""
    return _again(number, position)


def _again(number: str, position: int | None):
    order = _own(number)
    if order.confirmed_at is None:
        abort(404)
    person = _person()
    try:
        new, problems = service.reorder(order, person, current_market().language, position)
    except rules.NothingToOrder as refusal:
        flash(words.refusal(refusal), "error")
        return see_other(url_for("orders.confirmation", number=number))
    for problem in problems:
        flash(_("%(name)s : %(what)s", name=problem.name, what=words.difference(problem)), "warning")
    there = market_of(current_market().language, new.country)
    return see_other(url_for("payments.pay", number=new.number, market=there))


def _review(form: ReviewForm, status: int = 200, warning: str | None = None):
    person, market = _person(), current_market()
    cart = _cart()
    if cart is None or not cart.items.exists():
        return see_other(url_for("cart.view"))
    if market.country.code != person.organisation.country:
        return _other_country(status)
    summary, problems = service.draft_of(cart, person, market.language)
    if problems or not summary.lines:
        flash(words.refusal(rules.LinesBlocked()), "error")
        return see_other(url_for("cart.view"))
    form.looked_at.data = service.shown(summary, person.organisation)
    priced = carts.priced(cart, carts.scene(market.country.code, market.language, person.organisation))
    return page(
        "orders/review.html",
        status=status,
        form=form,
        summary=summary,
        warning=warning,
        old_prices={line.plan_id: line.seen for line in priced.repriced},
        person=person,
        organisation=person.organisation,
        may_order=may_order(person),
    )


def _other_country(status: int):
    """The page's country is not the account's: explained, with the way to the right one."""
    organisation = _person().organisation
    there = market_of(current_market().language, organisation.country)
    return page("orders/other_country.html", status=status, organisation=organisation, there=there)


def _replaced(order: Order):
    if order.superseded_by_id:
        return see_other(url_for("orders.confirmation", number=order.superseded_by.number))
    flash(_("La commande %(number)s n’a pas été confirmée.", number=order.number), "info")
    return see_other(_whence(order))


def _whence(order: Order) -> str:
    """Where the order came from: its quote, or the cart."""
    return url_for("quotes.show", number=order.quote_number) if order.quote_number else url_for("cart.view")


def _context(order: Order) -> dict:
    """What the confirmation page and My Account's order page show."""
    payment = service.payment_of(order)
    return {
        "order": order,
        "summary": service.summary_of(order),
        "facts": service.facts_of(order),
        "standing": words.standing(order, payment.state if payment else None),
        "payment": payment,
        "paid": order.state == PAID,
        **_documents(order),
    }


context_of = _context


def _documents(order: Order) -> dict:
    invoices = service.invoices_of(order)
    waiting = order.state == PAID and (order.summary_sha is None or any(i.pdf_sha is None for i in invoices))
    return {"invoices": invoices, "waiting": waiting, "accepted": _accepted(order)}


def _accepted(order: Order) -> list[tuple[str, DocumentVersion]]:
    """Each version accepted, with its title in the page's language."""
    language = current_market().language
    versions = [row.version for row in legal.acceptances_of_order(order.id)]
    return [(legal.title_of(each, language), each) for each in versions]


def _own(number: str) -> Order:
    """Through the owner: an order of somebody else does not exist (clause 14b)."""
    return service.order_of(current_user.organisation_id, number) or abort(404)


def _person() -> Person:
    return current_user._get_current_object()


def _cart():
    return carts.find(session.get("cart"), current_user.organisation_id)
