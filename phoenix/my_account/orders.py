"""My Account, orders: the list and each order with its documents (clauses 4.1c, 4.3)."""

from __future__ import annotations

from flask import abort
from flask_login import current_user

from phoenix.my_account.listing import orders_page
from phoenix.orders import service
from phoenix.orders.drafting import rows_of
from phoenix.orders.views import context_of
from phoenix.web.access import signed_in
from phoenix.web.market import current_market, market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account_orders", __name__)


@blueprint.get("/compte/commandes")
@signed_in
def view():
    """The organisation's orders, newest first."""
    found = orders_page(current_user.organisation_id, current_market().language)
    return page("my_account/orders.html", fragment="my_account/_orders.html", found=found, orders=found.rows)


@blueprint.get("/compte/commandes/<number>")
@signed_in
def order(number: str):
    """One order: lines, schedule, documents, and ordering it again."""
    own = service.order_of(current_user.organisation_id, number) or abort(404)
    if own.confirmed_at is None:
        abort(404)
    again = [row for row in rows_of(own) if row.parent_position is None]
    return page("my_account/order.html", again=again, **context_of(own))
