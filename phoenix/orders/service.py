"""Orders as other rooms know them: prepared, confirmed, paid, found again."""

from __future__ import annotations

from datetime import datetime

from phoenix.accounts.models import Organisation, Person
from phoenix.archive.sources import note
from phoenix.database import transaction
from phoenix.kernel import clock
from phoenix.orders.confirming import check_before_last_click, confirm, locked
from phoenix.orders.drafting import documents_of, summary_of
from phoenix.orders.facts import OrderFacts
from phoenix.orders.models import ABANDONED, CONFIRMED, PAID, PREPARED, Order
from phoenix.orders.preparing import draft_of, drop_quoted, prepare, prepare_quoted, renew, reorder, shown

__all__ = (
    "abandon_before",
    "check_before_last_click",
    "confirm",
    "documents_of",
    "draft_of",
    "drop_quoted",
    "facts_of",
    "invoices_of",
    "keep_summary",
    "locked",
    "mark_paid",
    "order_of",
    "orders_of",
    "payment_of",
    "prepare",
    "prepare_quoted",
    "renew",
    "reorder",
    "shown",
    "summary_of",
)


def mark_paid(order_id: int) -> None:
    """The bank accepted the payment, in the caller's transaction; again changes nothing."""
    Order.update(state=PAID, paid_at=clock.now()).where(Order.id == order_id, Order.state == CONFIRMED).execute()


def keep_summary(order_id: int, sha256: str) -> None:
    """Say which stored bytes are the order's summary; the first ones stay (clause 4.3)."""
    with transaction():
        if Order.update(summary_sha=sha256).where(Order.id == order_id, Order.summary_sha.is_null()).execute():
            note("order.summary", Order.get_by_id(order_id))


def abandon_before(instant: datetime) -> int:
    """Give up orders prepared before `instant` and never confirmed; how many."""
    old = (Order.state == PREPARED) & (Order.created_at < instant)
    if not Order.select().where(old).exists():
        return 0
    return Order.update(state=ABANDONED).where(old).execute()


def order_of(organisation_id: int, number: str) -> Order | None:
    """The organisation's own order of that number, organisation and person loaded."""
    return (
        Order.select(Order, Organisation, Person)
        .join(Organisation)
        .switch(Order)
        .join(Person)
        .where(Order.number == number, Order.organisation == organisation_id)
        .first()
    )


def orders_of(organisation_id: int):
    """A customer's orders that bind, newest first, as a select without their facts."""
    return (
        Order.select(
            Order.id,
            Order.number,
            Order.state,
            Order.currency,
            Order.gross,
            Order.country,
            Order.confirmed_at,
            Order.paid_at,
            Order.purchase_reference,
        )
        .where(Order.organisation == organisation_id, Order.confirmed_at.is_null(False))
        .order_by(Order.id.desc())
    )


def facts_of(order: Order) -> OrderFacts:
    """The order's copies of all that was shown and agreed."""
    return OrderFacts.from_json(order.facts)


def payment_of(order: Order):
    """The order's payment, if there is one: the payments room points at orders, never the reverse."""
    return order.payments.first()


def invoices_of(order: Order) -> list:
    """Invoices and credit notes that came of the order, the first one first."""
    rows = order.invoices
    return list(rows.order_by(rows.model.id))
