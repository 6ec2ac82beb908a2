"""My Account, orders: the list and each order with its documents (clauses 4.1c, 4.3)."""

from __future__ import annotations

from functools import partial

from flask import abort, render_template, send_file
from flask_babel import gettext as _
from flask_login import current_user

from phoenix.evidence.package import package
from phoenix.my_account.listing import OrderRows, order_rows
from phoenix.orders import delivering, service
from phoenix.orders.drafting import rows_of
from phoenix.orders.views import context_of
from phoenix.payments.liability import paid_for
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.pagecache import shared_page
from phoenix.web.parts import KeptParts
from phoenix.web.render import page, wants_fragment

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
    own = service.order_of(current_user.organisation_id, number) or abort(404)
    if own.confirmed_at is None:
        abort(404)
    rows = rows_of(own)
    again = [row for row in rows if row.parent_position is None]
    done = delivering.standing(rows)
    deliveries = [(row, done.get(row.id)) for row in delivering.to_deliver(rows)]
    return page("my_account/order.html", again=again, paid_for=paid_for(own, again), deliveries=deliveries, **context_of(own))


@blueprint.get("/compte/commandes/<number>/preuves.zip")
@signed_in
def evidence(number: str):
    """All pieces of an order in one file that can be checked without us (clause 4.3)."""
    own = service.order_of(current_user.organisation_id, number) or abort(404)
    if own.confirmed_at is None:
        abort(404)
    name = _("preuves-%(number)s.zip", number=own.number)
    answer = send_file(package(own, current_market().language), "application/zip", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
