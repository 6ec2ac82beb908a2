"""My Account, overview: what needs attention, the last orders, the next due dates."""

from __future__ import annotations

from flask_login import current_user

from phoenix.invoices.models import Invoice
from phoenix.my_account import sections
from phoenix.my_account.orders import payment_states
from phoenix.orders import service as orders
from phoenix.orders import words
from phoenix.orders.models import CONFIRMED, Order
from phoenix.subscriptions.models import Subscription
from phoenix.web.access import signed_in
from phoenix.web.market import market_blueprint
from phoenix.web.render import page

blueprint = market_blueprint("my_account", __name__)
blueprint.app_context_processor(sections.context)
SHOWN = 5


@blueprint.get("/compte")
@signed_in
def view():
    """Everything at a glance."""
    organisation_id = current_user.organisation_id
    last = list(orders.orders_of(organisation_id).limit(SHOWN))
    states = payment_states([order.id for order in last])
    return page(
        "my_account/overview.html",
        unpaid=_unpaid(organisation_id),
        owed=_owed(organisation_id),
        last=[(order, words.standing(order, states.get(order.id))) for order in last],
        dues=_dues(organisation_id),
    )


def _unpaid(organisation_id: int) -> list[tuple[Order, words.Standing]]:
    """Confirmed orders whose payment the customer has to see to."""
    rows = list(orders.orders_of(organisation_id).where(Order.state == CONFIRMED).limit(SHOWN))
    states = payment_states([order.id for order in rows])
    standings = [(order, words.standing(order, states.get(order.id))) for order in rows]
    return [pair for pair in standings if pair[1].action == "pay"]


def _owed(organisation_id: int) -> list[Invoice]:
    return list(
        Invoice.select(Invoice.number, Invoice.gross, Invoice.currency, Invoice.due_on)
        .where(Invoice.organisation == organisation_id, Invoice.state == "overdue")
        .order_by(Invoice.due_on)
        .limit(SHOWN)
    )


def _dues(organisation_id: int) -> list[Subscription]:
    return list(
        Subscription.select()
        .where(
            Subscription.organisation == organisation_id,
            Subscription.state == "active",
            Subscription.next_due_on.is_null(False),
        )
        .order_by(Subscription.next_due_on, Subscription.id)
        .limit(SHOWN)
    )
