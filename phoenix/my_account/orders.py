"""My Account, orders: the list and each order with its documents (clauses 4.1c, 4.3)."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from phoenix.accounts.pages import form_page
from phoenix.care import review_reading
from phoenix.contracts import supplements
from phoenix.evidence.package import package
from phoenix.files import service as files
from phoenix.files.forms import FilesForm
from phoenix.files.rules import ORDER, SENDING, Refused
from phoenix.files.service import Sender, Subject
from phoenix.my_account.listing import OrderRows, order_rows
from phoenix.orders import delivering, service
from phoenix.orders.drafting import rows_of
from phoenix.orders.models import Order
from phoenix.orders.views import context_of
from phoenix.payments.liability import paid_for
from phoenix.payments.words import name_of
from phoenix.subscriptions import listing as subscriptions
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.parts import KeptParts
from phoenix.web.render import page, see_other, wants_fragment
from phoenix.web.uploads import takes_files

blueprint = market_blueprint("my_account_orders", __name__)
_parts = KeptParts(capacity=200)


@blueprint.record_once
def _register(state) -> None:
    state.app.extensions["personal"]["orders"] = _part


@blueprint.get("/compte/commandes")
@signed_in
def view():
    """The organisation's orders, newest first."""
    if wants_fragment():
        found = order_rows(current_user.organisation_id).page(current_market().language)
        return page("my_account/orders.html", fragment="my_account/_orders.html", found=found)
    return _whole()


@shared_page
def _whole():
    """The page around the list, the same for all; the list is its customer's own."""
    return page("my_account/orders.html", fragment="my_account/_orders.html")


def _part() -> str:
    found, market = order_rows(current_user.organisation_id), current_market()
    render = partial(_list, found, market.language)
    return _parts.get((market, found), render)


def _list(found: OrderRows, language: str) -> str:
    return render_template("my_account/_orders.html", found=found.page(language))


@blueprint.get("/compte/commandes/<number>")
@signed_in
def order(number: str):
    """One order: lines, schedule, documents, and ordering it again."""
    return _order_page(_confirmed(number), FilesForm(formdata=None))


@blueprint.post("/compte/commandes/<number>/documents")
@signed_in
@takes_files(SENDING)
def send_files(number: str):
    """Papers that the order needs, each recognised by its content."""
    own = _confirmed(number)
    form = FilesForm()
    if not form.validate():
        return _order_page(own, form)
    person = current_user._get_current_object()
    sender = Sender(current_user.organisation, person, language=current_market().language)
    try:
        kept = files.receive_all(form.files.checked, Subject(ORDER, own.number, own.country), sender)
    except Refused as refusal:
        form.files.refuse(refusal)
        return _order_page(own, form)
    flash(ngettext("Votre document est bien arrivé.", "Vos %(num)s documents sont bien arrivés.", len(kept)), "success")
    return see_other(url_for(".order", number=own.number))


def _confirmed(number: str) -> Order:
    own = service.order_of(current_user.organisation_id, number) or abort(404)
    return own if own.confirmed_at else abort(404)


def _order_page(own: Order, form: FilesForm):
    rows = rows_of(own)
    again = [row for row in rows if row.parent_position is None]
    done = delivering.standing(rows)
    deliveries = [(row, done.get(row.id)) for row in delivering.to_deliver(rows)]
    papers = files.of(ORDER, own.number)
    of_catalogue = [row for row in again if row.plan_id is not None]
    context = {"again": of_catalogue, "paid_for": paid_for(own, again), "papers": papers, "deliveries": deliveries}
    context["supplements"] = supplements.seen_by_customer(own)
    return form_page("my_account/order.html", form, **context, **_what_follows(own), **context_of(own))


def _what_follows(own: Order) -> dict:
    """What a customer goes on to from an order: its subscriptions, the means that paid, what to review."""
    payment = service.payment_of(own)
    hidden = review_reading.is_hidden(current_user)
    return {
        "subscriptions": subscriptions.of_order(own.id),
        "means": name_of(payment.method) if payment and payment.method else None,
        "to_review": [] if hidden else review_reading.to_review(own.organisation_id, own.id),
    }


@blueprint.get("/compte/commandes/<number>/preuves.zip")
@signed_in
def evidence(number: str):
    """All pieces of an order in one file that can be checked without us (clause 4.3)."""
    own = _confirmed(number)
    name = _("preuves-%(number)s.zip", number=own.number)
    answer = send_file(package(own, current_market().language), "application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
