"""My Account, orders: the list and each order with its documents (clauses 4.1c, 4.3)."""

from __future__ import annotations

from flask import abort
from flask_login import current_user

from phoenix.orders import service, words
from phoenix.orders.drafting import rows_of
from phoenix.orders.views import context_of
from phoenix.payments.models import Payment
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.paging import paginate
from phoenix.web.render import page

blueprint = market_blueprint("my_account_orders", __name__)


@blueprint.get("/compte/commandes")
@signed_in
def view():
    """The organisation's orders, newest first."""
    found = paginate(service.orders_of(current_user.organisation_id))
    states = payment_states([order.id for order in found.rows])
    rows = [(order, words.standing(order, states.get(order.id))) for order in found.rows]
    return page("my_account/orders.html", fragment="my_account/_orders.html", orders=rows, found=found)


@blueprint.get("/compte/commandes/<number>")
@signed_in
def order(number: str):
    """One order: lines, schedule, documents, and ordering it again."""
    own = service.order_of(current_user.organisation_id, number) or abort(404)
    if own.confirmed_at is None:
        abort(404)
    again = [row for row in rows_of(own) if row.parent_position is None]
    return page("my_account/order.html", again=again, **context_of(own))


def payment_states(order_ids: list[int]) -> dict[int, str]:
    """The state of each order's payment, in one query."""
    rows = Payment.select(Payment.order, Payment.state).where(Payment.order.in_(order_ids)).tuples()
    return dict(rows) if order_ids else {}
